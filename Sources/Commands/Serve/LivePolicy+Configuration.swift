// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOPosix
import Policy
import Registry

extension Registry.LivePolicy {
    /// Creates the policy that a configuration says.
    init(_ configuration: Configuration) {
        let files = configuration.keepLocks
        self.init(
            rules: configuration.rules,
            approvals: configuration.approvals,
            announcements: Announcements(configuration),
            lockedDigests: {
                guard let files else { return .none }
                return try await NIOThreadPool.singleton.runIfActive { try files.lockedDigests() }
            }
        )
    }
}
