// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// A file of an image that the demo is made of.
struct DemoFile {
    var path: String
    var kind = TarEntry.Kind.file
    var mode: UInt16 = 0o644
    var content: [UInt8] = []
    var target = ""

    /// A file of text.
    static func text(_ path: String, mode: UInt16 = 0o644, _ text: String) -> DemoFile {
        DemoFile(path: path, mode: mode, content: Array(text.utf8))
    }

    /// A script that can be run.
    static func script(_ path: String, _ text: String) -> DemoFile { .text(path, mode: 0o755, text) }

    /// A symbolic link.
    static func link(_ path: String, to target: String) -> DemoFile {
        DemoFile(path: path, kind: .symbolicLink, mode: 0o777, target: target)
    }

    /// A program that looks like a built one and does nothing; another build has other bytes.
    static func program(_ path: String, build: String, size: Int) -> DemoFile {
        DemoFile(path: path, mode: 0o755, content: machineCode(for: "\(path) \(build)", size: size))
    }

    /// A library, likewise.
    static func library(_ path: String, build: String, size: Int) -> DemoFile {
        DemoFile(path: path, content: machineCode(for: "\(path) \(build)", size: size))
    }
}

extension DemoFile {
    /// The header of an ELF file for x86-64: a shared object without sections or segments.
    private static let header: [UInt8] =
        [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0] + [UInt8](repeating: 0, count: 8) + [3, 0, 0x3e, 0, 1, 0, 0, 0]
        + [UInt8](repeating: 0, count: 28) + [64, 0, 56, 0, 0, 0, 64, 0, 0, 0, 0, 0]

    /// Bytes that look like a program's and follow from its name alone.
    private static func machineCode(for name: String, size: Int) -> [UInt8] {
        // FNV-1a for the seed, SplitMix64 for the bytes.
        var state = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        var bytes = header + Array(name.utf8) + [0]
        while bytes.count < size {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            withUnsafeBytes(of: (mixed ^ (mixed >> 31)).littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }
}
