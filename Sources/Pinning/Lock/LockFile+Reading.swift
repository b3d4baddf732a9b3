// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

extension LockFile {
    /// Reads a lock.
    ///
    /// Members it does not know are passed over. What it knows must be right: a reference that stands there twice, or a
    /// digest that is none, would let two readers of one lock see different images.
    ///
    /// - Parameters:
    ///   - bytes: The document, at most ``maximumSize`` bytes with ``maximumEntries`` entries.
    ///   - path: The file's name for errors.
    /// - Throws: ``PinningError`` that names the member that is wrong.
    public init(parsing bytes: [UInt8], path: String) throws(PinningError) {
        self = try LockReader(path: path).lock(of: bytes)
    }
}
