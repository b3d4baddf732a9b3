// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Synchronization

/// The port that the registry listens on, which is known once it does.
final class ListeningPort: Sendable {
    private let port = Mutex<Int?>(nil)

    /// The port; nil as long as nothing listens.
    var number: Int? { port.withLock { $0 } }

    func set(_ number: Int) {
        port.withLock { $0 = number }
    }
}
