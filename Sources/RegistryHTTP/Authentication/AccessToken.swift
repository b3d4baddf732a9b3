// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import JWTKit
internal import OCIModel
internal import Policy
internal import Registry

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The claims of a short-lived token of the Docker token flow.
///
/// See <https://distribution.github.io/distribution/spec/auth/jwt/>.
struct AccessToken: JWTPayload {
    struct Access: Codable, Equatable {
        var type: String
        var name: String
        var actions: [String]
    }

    /// How long a token works.
    static let lifetime = Duration.seconds(300)

    var iss: IssuerClaim
    /// The user; empty for someone who has not signed in.
    var sub: SubjectClaim
    var aud: AudienceClaim
    var exp: ExpirationClaim
    var nbf: NotBeforeClaim
    var iat: IssuedAtClaim
    var jti: IDClaim
    var access: [Access]

    init(user: String?, service: String, scopes: [TokenScope], now: Timestamp, id: String) {
        let moment = Date(timeIntervalSince1970: Double(now.seconds))
        self.iss = IssuerClaim(value: service)
        self.sub = SubjectClaim(value: user ?? "")
        self.aud = AudienceClaim(value: [service])
        self.exp = ExpirationClaim(value: moment.addingTimeInterval(Double(Self.lifetime.components.seconds)))
        // Clients compare with their own clock, which may be a little slow.
        self.nbf = NotBeforeClaim(value: moment.addingTimeInterval(-60))
        self.iat = IssuedAtClaim(value: moment)
        self.jti = IDClaim(value: id)
        self.access = scopes.map { Access(type: $0.type, name: $0.name, actions: $0.actions) }
    }

    func verify(using key: some JWTAlgorithm) throws {
        try exp.verifyNotExpired()
        try nbf.verifyNotBefore()
    }

    var user: String? { sub.value.isEmpty ? nil : sub.value }

    /// What the token passes on.
    ///
    /// Only what reads as a scope of this registry counts.
    var grants: [Caller.Grant] {
        access.compactMap { access in
            guard let scope = TokenScope("\(access.type):\(access.name):\(access.actions.joined(separator: ","))")
            else {
                return nil
            }
            switch scope.resource {
            case .catalog: return .catalog
            case .repository(let name):
                // A repository name holds no wildcard, so it is a pattern for itself alone.
                guard !scope.rights.isEmpty, let glob = try? Glob(name.rawValue) else { return nil }
                var grant = Caller.Grant(repositories: [glob], rights: scope.rights)
                grant.readsHeld = scope.readsHeld
                return grant
            }
        }
    }
}
