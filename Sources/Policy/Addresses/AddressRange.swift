// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A range of internet addresses in CIDR notation, such as `10.0.0.0/8` or `fd00::/8`.
public struct AddressRange: Hashable, Sendable {
    private let network: [UInt8]
    private let length: Int

    /// Creates a range from its text; an address without a length is a range of one.
    ///
    /// Bits beyond the length are ignored.
    /// - Throws: ``AddressRangeError`` naming what is wrong.
    public init(_ text: some StringProtocol) throws(AddressRangeError) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first) else { throw .address }
        let width = address.bytes.count * 8
        var length = width
        if parts.count == 2 {
            let digits = parts[1].utf8
            guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(parts[1]), number <= width
            else { throw .length(maximum: width) }
            length = number
        }
        self.network = Self.prefix(of: address.bytes, length: length)
        self.length = length
    }

    /// Tells whether an address, written without a port, lies in the range.
    ///
    /// Text that is no address lies in none.
    public func contains(_ address: String) -> Bool {
        guard let address = IPAddress(address), address.bytes.count == network.count else { return false }
        return Self.prefix(of: address.bytes, length: length) == network
    }

    private static func prefix(of bytes: [UInt8], length: Int) -> [UInt8] {
        bytes.enumerated()
            .map { index, byte in
                let kept = min(max(length - index * 8, 0), 8)
                return byte & ~UInt8(truncatingIfNeeded: 0xff >> kept)
            }
    }
}

/// What is wrong with the text of an address range.
public enum AddressRangeError: Error, Hashable {
    case address
    case length(maximum: Int)
}

extension AddressRangeError: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .address: "it is not an IPv4 or IPv6 address or range, such as 10.0.0.0/8"
        case .length(let maximum): "the number after the slash must be 0 to \(maximum)"
        }
    }
}
