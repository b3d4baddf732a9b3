// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension UnsafeRawBufferPointer {
    /// Tells whether every byte is zero; true where there are none.
    var isZero: Bool { countWithoutTrailingZeros == 0 }

    /// The number of bytes up to the last that is not zero, that one included.
    var countWithoutTrailingZeros: Int {
        var end = count
        while end >= 8, loadUnaligned(fromByteOffset: end - 8, as: UInt64.self) == 0 { end -= 8 }
        while end > 0, self[end - 1] == 0 { end -= 1 }
        return end
    }

    /// Cuts off the first bytes and gives them back; `count` must not exceed what there is.
    mutating func take(_ count: Int) -> UnsafeRawBufferPointer {
        let taken = UnsafeRawBufferPointer(rebasing: self[..<count])
        self = UnsafeRawBufferPointer(rebasing: self[count...])
        return taken
    }
}
