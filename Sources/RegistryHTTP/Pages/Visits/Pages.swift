// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOPosix
internal import OCIModel
internal import Registry
internal import Storage

/// Answers requests for web pages.
struct Pages: Sendable {
    let registry: Registry
    let pool: NIOThreadPool
    let now: @Sendable () -> Timestamp
    let sessions = SessionTable()
    private let comparisons = ReadComparisons()
    private let tokens = FormToken()

    /// Finds out who asks, from the cookie alone: other credentials are for programs.
    func visit(_ route: PageRoute, _ exchange: Exchange) -> PageVisit {
        let settings = exchange.settings
        let cookie = SessionCookie(settings)
        let shown = cookie.id(in: exchange.fields)
        let now = now()
        let user = shown.flatMap { id in
            settings.accounts.flatMap { sessions.user(of: id, accounts: $0, at: now) }
        }
        let caller = Caller(user: user, address: exchange.caller.address, access: settings.access)
        return PageVisit(
            registry: registry,
            exchange: exchange.made(by: caller),
            route: route,
            signIn: settings.accounts == nil ? .notNeeded : user.map { .signedIn(user: $0) } ?? .signedOut,
            now: now,
            browser: PageVisit.Browser(
                id: shown ?? .random(),
                isNew: shown == nil,
                tokens: tokens,
                cookie: cookie
            )
        )
    }

    /// Answers; errors become pages.
    ///
    /// - Parameters:
    ///   - visit: The request.
    ///   - admit: Throws for a request that must not be answered at all.
    ///   - failure: Takes an error of the registry's own.
    /// - Returns: The page, without the fields that all pages carry.
    func respond(
        to visit: PageVisit,
        admit: () throws -> Void,
        failure: (any Error) -> Void
    ) async -> Response {
        var visit = visit
        do {
            try admit()
            if case .asset(let name) = visit.route { return try PageAsset.response(name, to: visit.exchange) }
            // Who may see nothing need not have anything counted.
            if !visit.mustSignIn {
                visit.openHolds = try await registry.holds(
                    states: [.open, .pending],
                    limit: PageVisit.maximumHoldCount,
                    by: visit.caller
                ).count
            }
            return try await dispatch(visit)
        } catch {
            if visit.signIn == .signedOut, Self.mayHelpToSignIn(error) {
                return visit.redirect(to: .signIn(next: visit.address))
            }
            let mapped = APIError(error) { "\(visit.exchange.baseURL)/holds/\($0)" }
            if mapped.status.kind == .serverError { failure(error) }
            return ErrorPage(error: mapped).response(to: visit)
        }
    }

    /// A hold that somebody may not see is said not to exist, and its address is what people are sent.
    private static func mayHelpToSignIn(_ error: any Error) -> Bool {
        guard let error = error as? RegistryError else { return false }
        return [.rightMissing, .held, .holdUnknown].contains(error.code)
    }

    private func dispatch(_ visit: PageVisit) async throws -> Response {
        switch visit.route {
        case .signIn: return try await SignInPage(sessions: sessions, pool: pool).respond(to: visit)
        case .signOut: return try await SignInPage(sessions: sessions, pool: pool).signOut(visit)
        case .decision: break
        default: try visit.requireReading()
        }
        switch visit.route {
        case .repositories: return try await RepositoriesPage().respond(to: visit)
        case .repository(let name): return try await RepositoryPage().respond(to: visit, try visit.repository(name))
        case .tag(let name, let tag):
            return try await TagPage().respond(to: visit, try visit.tag(tag), in: try visit.repository(name))
        case .holds: return try await HoldsPage().respond(to: visit)
        case .hold(let id):
            return try await HoldPage(comparisons: comparisons).respond(to: visit, try visit.holdNumber(id))
        case .decision(let id):
            return try await HoldPage(comparisons: comparisons).decide(visit, try visit.holdNumber(id))
        case .image(let name, let digest):
            return try await ImagePage().respond(to: visit, try visit.digest(digest), in: try visit.repository(name))
        case .files(let name, let digest, let path):
            let (digest, name) = (try visit.digest(digest), try visit.repository(name))
            return try await FilesPage().respond(to: visit, digest, in: name, at: path)
        case .graph: return try await GraphPage().respond(to: visit)
        case .affected: return try await AffectedPage().respond(to: visit)
        default: throw APIError(.notFound, .unsupported, "there is no page at this address")
        }
    }
}

extension PageVisit {
    /// Throws unless the page is only asked for.
    func requireReading() throws {
        guard exchange.method == .get || exchange.method == .head else {
            throw APIError.methodNotAllowed(exchange.method)
        }
    }

    /// The repository of a name in the path.
    ///
    /// - Throws: ``APIError`` with 404.
    func repository(_ text: String) throws -> RepositoryName {
        do throws(NameError) {
            return try RepositoryName(text)
        } catch {
            throw APIError(.notFound, .nameUnknown, "no repository can have the name \"\(text.prefix(300))\": \(error)")
        }
    }

    /// The tag of a name in the path.
    ///
    /// - Throws: ``APIError`` with 404.
    func tag(_ text: String) throws -> Tag {
        do throws(NameError) {
            return try Tag(text)
        } catch {
            throw APIError(.notFound, .nameUnknown, "no tag can have the name \"\(text.prefix(300))\": \(error)")
        }
    }

    /// The digest in the path.
    ///
    /// - Throws: ``APIError`` with 404.
    func digest(_ text: String) throws -> Digest {
        do throws(DigestError) {
            return try Digest(text)
        } catch {
            throw APIError(.notFound, .manifestUnknown, "\"\(text.prefix(300))\" is no digest: \(error)")
        }
    }

    /// The number of a hold in the path.
    ///
    /// - Throws: ``APIError`` with 404.
    func holdNumber(_ text: String) throws -> Int64 {
        guard let id = Int64(text), id > 0 else {
            throw APIError(
                .notFound,
                .nameUnknown,
                "there is no hold \"\(text.prefix(40))\"; holds are numbered from 1"
            )
        }
        return id
    }
}
