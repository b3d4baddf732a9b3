// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOHTTP1
import OCIModel

/// A repository of a registry, as something that requests are made to.
struct RemoteRepository: Sendable {
    let address: RegistryAddress
    let name: RepositoryName
    let requester: Requester
    let authenticator: Authenticator
    let options: RegistryOptions

    /// The repository with its registry, for messages.
    var description: String { "\(address)/\(name)" }

    /// An image of the repository as a reference writes it.
    func describe(_ reference: ManifestReference) -> String {
        switch reference {
        case .tag(let tag): "\(description):\(tag)"
        case .digest(let digest): "\(description)@\(digest)"
        }
    }

    /// The address of something in the repository, such as `manifests/latest`.
    func url(_ rest: String) throws(ClientError) -> RequestURL {
        guard let url = address.url.at("/v2/\(name)/\(rest)") else {
            throw ClientError(.malformed, "\(description): \(rest) cannot be asked for")
        }
        return url
    }

    /// What reading needs.
    var pulling: RegistryAccess { RegistryAccess(address: address, repository: name, scopes: [.pull(name)]) }

    /// What writing needs.
    var pushing: RegistryAccess { RegistryAccess(address: address, repository: name, scopes: [.push(name)]) }

    /// Makes a request and returns the answer, whatever its status.
    ///
    /// The login goes along only where the request goes to the registry itself.
    func send(_ request: RegistryRequest, _ access: RegistryAccess) async throws -> RegistryAnswer {
        guard request.url.isSameOrigin(as: address.url) else {
            return try await requester.perform(request, FixedAuthorizer(value: nil))
        }
        return try await requester.perform(request, AccessAuthorizer(authenticator: authenticator, access: access))
    }

    /// Makes a request and returns the answer if it has one of the statuses.
    ///
    /// - Parameters:
    ///   - request: What to ask.
    ///   - access: The rights it needs.
    ///   - statuses: The statuses that are not errors.
    /// - Returns: The answer.
    /// - Throws: ``ClientError`` for any other answer, and for none.
    func send(
        _ request: RegistryRequest,
        _ access: RegistryAccess,
        expecting statuses: Set<Int>
    ) async throws -> RegistryAnswer {
        let answer = try await send(request, access)
        guard statuses.contains(answer.status) else { throw try await refusal(answer, request, access) }
        return answer
    }

    /// The error for an answer, with what is known of the login.
    func refusal(
        _ answer: RegistryAnswer,
        _ request: RegistryRequest,
        _ access: RegistryAccess
    ) async throws -> ClientError {
        let server = answer.isElsewhere ? answer.url.authority : address.host
        var error = answer.refusal(purpose: request.purpose, registry: server)
        guard answer.status == 401, !answer.isElsewhere else { return error }
        let login = try await authenticator.login(for: access)
        error.advice = LoginAdvice.text(registry: address, notes: login.notes)
        if let user = login.credentials?.user {
            error.message =
                "could not \(request.purpose): \(address) does not take the login of \(user) for this, or there is no "
                + "such repository"
        }
        return error
    }
}
