// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// What a request's path names.
///
/// Paths under `/v2/` are read from the right, because repository names may contain the words `manifests`, `blobs`,
/// `uploads` and `tags`. A name or digest stays text here; the handler that needs it says what is wrong with it.
enum Route: Equatable, Sendable {
    // The distribution API.
    case ping
    case catalog
    case extensions(repository: String?)
    case manifest(repository: String, reference: String)
    case blob(repository: String, digest: String)
    case uploads(repository: String)
    case upload(repository: String, id: String)
    case tags(repository: String)
    case tagHistory(repository: String, tag: String)
    case referrers(repository: String, digest: String)
    case log(repository: String, LogPath)
    // The management API.
    case accessToken
    case holds
    case hold(id: String)
    case decision(id: String, verb: String)
    case history
    case repositories
    case graph
    case affected
    case rules
    case keys
    case keyChange(name: String, verb: String)
    case trust
    case base
    case promote
    case rollback
    case importDCT
    case warm
    case garbageCollection
    case scrub
    case backup
    case users
    case user(name: String)
    case tokens
    case token(id: String)
    case deliveries
    case deadDeliveries
    case delivery(id: String)
    // Everything else.
    case health
    case readiness
    case metrics
    case front
    case holdPage(id: String)
    /// A web page that has no other form.
    case page(PageRoute)
    case unknown

    init(_ path: RequestPath) {
        if let page = PageRoute(path) {
            self = .page(page)
            return
        }
        guard path.isPlain, let first = path.elements.first else {
            self = .unknown
            return
        }
        let rest = path.elements.dropFirst()
        switch first {
        case "v2": self = Self.distribution(Array(rest)) ?? .unknown
        case "api" where rest.first == "v1": self = Self.management(Array(rest.dropFirst())) ?? .unknown
        case "healthz" where rest.isEmpty: self = .health
        case "readyz" where rest.isEmpty: self = .readiness
        case "metrics" where rest.isEmpty: self = .metrics
        case "holds" where rest.count == 1: self = .holdPage(id: rest.joined())
        case "" where rest.isEmpty: self = .front
        default: self = .unknown
        }
    }

    private static func distribution(_ elements: [String]) -> Route? {
        guard !elements.isEmpty, elements != [""] else { return .ping }
        if elements == ["_catalog"] { return .catalog }
        if elements == ["_oci", "ext", "discover"] { return .extensions(repository: nil) }
        if let mark = elements.firstIndex(of: LogPath.element) {
            let repository = elements[..<mark].joined(separator: "/")
            return LogPath(elements[(mark + 1)...]).map { .log(repository: repository, $0) }
        }
        let count = elements.count
        let name = { (suffix: Int) in elements.dropLast(suffix).joined(separator: "/") }
        if count >= 3 {
            let last = elements[count - 1]
            switch (elements[count - 2], last) {
            case ("manifests", _): return .manifest(repository: name(2), reference: last)
            case ("tags", "list"): return .tags(repository: name(2))
            case ("referrers", _): return .referrers(repository: name(2), digest: last)
            case ("blobs", "uploads"): return .uploads(repository: name(2))
            case ("blobs", _): return .blob(repository: name(2), digest: last)
            default: break
            }
        }
        if count >= 4 {
            switch (elements[count - 3], elements[count - 2], elements[count - 1]) {
            case ("blobs", "uploads", ""): return .uploads(repository: name(3))
            case ("blobs", "uploads", let id): return .upload(repository: name(3), id: id)
            case ("_oci", "tag-history", let tag): return .tagHistory(repository: name(3), tag: tag)
            case ("_oci", "ext", "discover"): return .extensions(repository: name(3))
            default: break
            }
        }
        return nil
    }

    private static func management(_ elements: [String]) -> Route? {
        switch elements.count {
        case 1:
            switch elements[0] {
            case "token": .accessToken
            case "holds": .holds
            case "history": .history
            case "repositories": .repositories
            case "graph": .graph
            case "affected": .affected
            case "rules": .rules
            case "keys": .keys
            case "trust": .trust
            case "base": .base
            case "promote": .promote
            case "rollback": .rollback
            case "warm": .warm
            case "gc": .garbageCollection
            case "scrub": .scrub
            case "backup": .backup
            case "users": .users
            case "tokens": .tokens
            case "deliveries": .deliveries
            default: nil
            }
        case 2:
            switch elements[0] {
            case "holds": .hold(id: elements[1])
            case "users": .user(name: elements[1])
            case "tokens": .token(id: elements[1])
            case "deliveries" where elements[1] == "retry": .deadDeliveries
            case "import" where elements[1] == "dct": .importDCT
            default: nil
            }
        case 3 where elements[0] == "deliveries" && elements[2] == "retry": .delivery(id: elements[1])
        case 3 where elements[0] == "keys": .keyChange(name: elements[1], verb: elements[2])
        case 3 where elements[0] == "holds": .decision(id: elements[1], verb: elements[2])
        default: nil
        }
    }
}
