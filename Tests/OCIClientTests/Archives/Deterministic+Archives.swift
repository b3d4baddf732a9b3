// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Randomness

extension Deterministic {
    /// Damages archives and the documents in them.
    mutating func damage(_ original: [UInt8]) -> [UInt8] {
        mutate(original, with: Array("0179{}[]\":,./-\0 \u{7f}".utf8))
    }
}
