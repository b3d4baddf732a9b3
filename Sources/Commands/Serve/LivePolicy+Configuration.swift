// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOPosix
import Policy
import Registry
import Trust

extension Registry.LivePolicy {
    /// Creates the policy that a configuration says, with the keys of the files it names.
    ///
    /// - Parameters:
    ///   - configuration: The configuration.
    ///   - port: The port that is listened on, once that is known.
    /// - Throws: ``ConfigurationErrors`` for key files that cannot be used: a rule that requires their signatures could
    ///   not be kept.
    init(_ configuration: Configuration, port: Int? = nil) throws {
        let files = configuration.keepLocks
        self.init(
            rules: configuration.rules,
            approvals: configuration.approvals,
            announcements: Announcements(configuration),
            trustKeys: try configuration.trustKeys { try VerificationKey(publicKeyOrCertificate: $0) }
                .map { NamedKey(name: $0.name, key: $0.key) },
            acceptedAuthorities: configuration.acceptedAuthorities(port: port),
            lockedDigests: {
                guard let files else { return .none }
                return try await NIOThreadPool.singleton.runIfActive { try files.lockedDigests() }
            }
        )
    }
}
