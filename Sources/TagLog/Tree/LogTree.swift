// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The bounds of a tree of entries.
public enum LogTree {
    /// The largest number of entries: what a tree of 64-bit positions holds without overflow.
    public static let maximumSize: Int64 = 1 << 62

    static func isSize(_ number: Int64) -> Bool { (0...maximumSize).contains(number) }
}
