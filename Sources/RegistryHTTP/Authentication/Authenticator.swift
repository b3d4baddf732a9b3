// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import JWTKit
internal import NIOPosix
internal import OCIModel
internal import Policy
internal import Registry
internal import Storage

/// Finds out who makes a request.
struct Authenticator: Sendable {
    let registry: Registry
    let keys: JWTKeyCollection
    /// The secret of the command line on this machine, which can read the data directory anyway.
    let localSecret: String?
    let pool: NIOThreadPool
    let now: @Sendable () -> Timestamp

    /// Whom the request is from.
    ///
    /// - Throws: ``APIError`` with 401 when the request names someone and does not prove it, 429 after too many failures.
    func caller(of fields: HTTPFields, settings: ServerSettings, address: String?, challenge: Challenge) async throws
        -> Caller
    {
        switch AuthorizationHeader(fields) {
        case .bearer(let text) where localSecret.map { ConstantTime.equal(Array($0.utf8), Array(text.utf8)) } == true:
            return Caller(user: "local", address: address, access: .open)
        case .none:
            return Caller(user: nil, address: address, access: settings.access)
        case _ where settings.accounts == nil:
            // Without users there is nothing to prove; clients may send what they have for this host.
            return Caller(user: nil, address: address, access: settings.access)
        case .basic(let user, let password):
            let (name, grants) = try await verify(
                user,
                password,
                settings: settings,
                address: address,
                challenge: challenge
            )
            return Caller(user: name, address: address, access: settings.access, grants: grants)
        case .bearer(let text):
            let token = try await token(text, challenge: challenge)
            return Caller(user: token.user, address: address, access: settings.access, grants: token.grants)
        case .malformed:
            throw challenge.error("the Authorization header is malformed")
        }
    }

    /// Checks a name and a password or robot's token.
    func verify(
        _ user: String,
        _ password: String,
        settings: ServerSettings,
        address: String?,
        challenge: Challenge
    ) async throws -> (user: String, grants: [Caller.Grant]?) {
        if Registry.isToken(password) {
            guard let (name, grant) = try await registry.identify(token: password) else {
                throw challenge.error("the token does not exist, has expired or was revoked")
            }
            return (name, [grant])
        }
        guard let accounts = settings.accounts else { return (user, nil) }
        let verdict = try await pool.runIfActive {
            accounts.verifier.verify(user: user, password: password, address: address ?? "")
        }
        switch verdict {
        case .accepted:
            return (user, nil)
        case .rejected:
            throw challenge.error("the user name or password is wrong")
        case .throttled(let wait):
            throw APIError(
                .tooManyRequests,
                .tooManyRequests,
                "too many failed attempts to sign in; wait and try again",
                fields: [.retryAfter: String(max(1, wait.components.seconds + 1))]
            )
        }
    }

    private func token(_ text: String, challenge: Challenge) async throws -> AccessToken {
        do {
            return try await keys.verify(text, as: AccessToken.self)
        } catch {
            throw challenge.error("the access token is not valid or has expired; sign in again")
        }
    }

    /// Signs a token for the token flow.
    func sign(_ user: String?, service: String, scopes: [TokenScope]) async throws -> (
        token: String, issuedAt: Timestamp
    ) {
        let moment = now()
        let token = AccessToken(user: user, service: service, scopes: scopes, now: moment, id: UploadID().rawValue)
        return (try await keys.sign(token), moment)
    }
}
