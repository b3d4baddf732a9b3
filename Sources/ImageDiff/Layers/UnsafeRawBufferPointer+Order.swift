// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

extension UnsafeRawBufferPointer {
    /// Compares bytes as unsigned numbers: negative if these come first, 0 if they are the same.
    func order(_ other: UnsafeRawBufferPointer) -> Int {
        let common = Swift.min(count, other.count)
        if common > 0, let left = baseAddress, let right = other.baseAddress {
            let difference = memcmp(left, right, common)
            if difference != 0 { return Int(difference) }
        }
        return count - other.count
    }
}
