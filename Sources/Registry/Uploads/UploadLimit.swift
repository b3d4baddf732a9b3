// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Synchronization

/// Counts open uploads, so that a client cannot open them without end.
final class UploadLimit: Sendable {
    /// The most uploads that may be open at a time.
    static let maximum = 10_000

    private let open = Mutex(0)

    func reset(to count: Int) {
        open.withLock { $0 = count }
    }

    func take() throws {
        try open.withLock { open in
            guard open < Self.maximum else {
                throw RegistryError(
                    .tooManyUploads,
                    "\(Self.maximum) uploads are open; finish or cancel some, abandoned ones are removed after a day"
                )
            }
            open += 1
        }
    }

    func release() {
        open.withLock { $0 = max(0, $0 - 1) }
    }
}
