// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// An address of the internet protocol; IPv4 written inside IPv6 is taken as the IPv4 it is.
struct InternetAddress: Hashable, Sendable {
    /// Four or sixteen bytes.
    let bytes: [UInt8]

    /// Reads an address, IPv6 with or without brackets.
    init?(_ text: some StringProtocol) {
        var text = String(text)
        if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
        // The C function would stop at a NUL.
        guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
        if let four = Self.parse(text, family: AF_INET, count: 4) {
            self.bytes = four
            return
        }
        guard let sixteen = Self.parse(text, family: AF_INET6, count: 16) else { return nil }
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
        self.bytes = sixteen.starts(with: mapped) ? Array(sixteen[12...]) : sixteen
    }

    var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }

    /// Tells whether the first bits are those of another address of the same kind.
    func matches(_ network: InternetAddress, bits: Int) -> Bool {
        guard bytes.count == network.bytes.count else { return false }
        for (index, (own, other)) in zip(bytes, network.bytes).enumerated() {
            let kept = min(max(bits - index * 8, 0), 8)
            let mask = ~UInt8(truncatingIfNeeded: 0xff >> kept)
            guard own & mask == other & mask else { return false }
        }
        return true
    }

    private static func parse(_ text: String, family: CInt, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }
}
