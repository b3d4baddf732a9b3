// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// An address of the internet protocol, IPv4 written inside IPv6 taken as the IPv4 it is.
struct IPAddress: Hashable {
    /// Four or sixteen bytes.
    let bytes: [UInt8]

    init?(_ text: some StringProtocol) {
        // The C function would stop at a NUL.
        guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
        let text = String(text)
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

    private static func parse(_ text: String, family: CInt, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }
}
