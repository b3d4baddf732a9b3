// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A version of a Debian package, with the order of Debian policy, section 5.6.12, as dpkg implements it.
///
/// Numbers may have any length. Every text has an order; what is no version is ordered as if it were one.
/// See <https://www.debian.org/doc/debian-policy/ch-controlfields.html#version>.
public struct DebianVersion: Sendable {
    private let epoch: ArraySlice<UInt8>
    private let upstream: ArraySlice<UInt8>
    private let revision: ArraySlice<UInt8>

    /// Creates a version from `[epoch:]upstream[-revision]`.
    public init(_ text: some StringProtocol) {
        var rest = Array(text.utf8)[...]
        if let colon = rest.firstIndex(of: UInt8(ascii: ":")), rest[..<colon].allSatisfy(Self.isDigit) {
            self.epoch = rest[..<colon]
            rest = rest[(colon + 1)...]
        } else {
            self.epoch = []
        }
        if let hyphen = rest.lastIndex(of: UInt8(ascii: "-")) {
            self.upstream = rest[..<hyphen]
            self.revision = rest[(hyphen + 1)...]
        } else {
            self.upstream = rest
            self.revision = []
        }
    }

    /// How this version stands to another.
    public func order(to other: DebianVersion) -> VersionOrder {
        let epochs = VersionOrder(number: epoch, other.epoch)
        if epochs != .same { return epochs }
        let upstreams = Self.order(upstream, other.upstream)
        return upstreams != .same ? upstreams : Self.order(revision, other.revision)
    }

    /// Orders by turns what is no number, by weight of the characters, and what is one, by value.
    private static func order(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> VersionOrder {
        var left = left
        var right = right
        while !left.isEmpty || !right.isEmpty {
            while left.first.map(isDigit) == false || right.first.map(isDigit) == false {
                let order = VersionOrder(weight(left.first), weight(right.first))
                if order != .same { return order }
                left = left.dropFirst()
                right = right.dropFirst()
            }
            let (first, second) = (left.prefix(while: isDigit), right.prefix(while: isDigit))
            let order = VersionOrder(number: first, second)
            if order != .same { return order }
            left = left[first.endIndex...]
            right = right[second.endIndex...]
        }
        return .same
    }

    /// The weight of a character: a tilde is less than the end, letters are less than the rest.
    private static func weight(_ byte: UInt8?) -> Int {
        switch byte {
        case UInt8(ascii: "~"): -1
        case nil: 0
        case let byte? where isDigit(byte): 0
        case let byte? where (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte): Int(byte)
        case let byte?: Int(byte) + 256
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
