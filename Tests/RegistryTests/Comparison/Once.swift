// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Synchronization

/// Lets something happen the first time only.
final class Once: Sendable {
    private let isUsed = Mutex(false)

    /// Tells whether nobody asked before.
    var isFirst: Bool {
        isUsed.withLock { isUsed in
            defer { isUsed = true }
            return !isUsed
        }
    }
}
