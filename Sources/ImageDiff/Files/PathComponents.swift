// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// The components of a path, one after the other; empty ones are passed over.
struct PathComponents {
    /// What is left.
    private(set) var rest: UnsafeRawBufferPointer

    init(_ path: UnsafeRawBufferPointer) {
        rest = path
    }

    mutating func next() -> UnsafeRawBufferPointer? {
        while let base = rest.baseAddress, !rest.isEmpty {
            let slash = memchr(base, Int32(UInt8.slash), rest.count)
            let count = slash.map { UnsafeRawPointer($0) - base } ?? rest.count
            let component = UnsafeRawBufferPointer(rebasing: rest[..<count])
            rest = UnsafeRawBufferPointer(rebasing: rest[min(count + 1, rest.count)...])
            if count > 0 { return component }
        }
        return nil
    }
}

extension UnsafeRawBufferPointer {
    /// Tells whether the bytes are `.` or `..`.
    var isDot: Bool { count == 1 && self[0] == UInt8(ascii: ".") }
    var isDotDot: Bool { count == 2 && self[0] == UInt8(ascii: ".") && self[1] == UInt8(ascii: ".") }
}
