// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How one version of a package stands to another.
public enum VersionOrder: Hashable, Sendable {
    /// The first is older.
    case older
    /// The two are of one age, however they are written.
    case same
    /// The first is newer.
    case newer

    /// Orders two values that the language can order.
    init<Value: Comparable>(_ left: Value, _ right: Value) {
        if left < right {
            self = .older
        } else if right < left {
            self = .newer
        } else {
            self = .same
        }
    }

    /// Orders two whole numbers of any length, written in digits, by their value; no digits are zero.
    init(number left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) {
        let left = left.drop { $0 == UInt8(ascii: "0") }
        let right = right.drop { $0 == UInt8(ascii: "0") }
        self = VersionOrder(left.count, right.count)
        if self == .same { self = VersionOrder(text: left, right) }
    }

    /// Orders two texts by their bytes.
    init(text left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) {
        if left.elementsEqual(right) {
            self = .same
        } else {
            self = left.lexicographicallyPrecedes(right) ? .older : .newer
        }
    }
}
