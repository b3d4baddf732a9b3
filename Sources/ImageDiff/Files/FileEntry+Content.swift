// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension FileEntry.Content {
    /// How many of a file's first bytes tell what it is.
    public static let decidingBytes = 4

    /// Tells what a file is by its first bytes; more than ``decidingBytes`` are not looked at.
    public init(firstBytes bytes: some Sequence<UInt8>) {
        let head = Array(bytes.prefix(Self.decidingBytes))
        if head == [0x7f, UInt8(ascii: "E"), UInt8(ascii: "L"), UInt8(ascii: "F")] {
            self = .elf
        } else if head.starts(with: "#!".utf8) {
            self = .script
        } else if head.starts(with: "MZ".utf8) {
            self = .windows
        } else {
            self = .other
        }
    }
}
