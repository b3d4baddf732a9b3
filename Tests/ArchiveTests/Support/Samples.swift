// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// Archives that hold what there can be.
enum Samples {
    /// An archive with members of all formats; the boundaries are the offsets where it may be cut unnoticed.
    static let everything: (bytes: [UInt8], boundaries: [Int]) = {
        var tar = RawTar()
        var boundaries = [0]
        for add in members {
            add(&tar)
            boundaries.append(tar.bytes.count)
        }
        // One of the two blocks of the end marker may be missing.
        boundaries.append(tar.bytes.count + 512)
        tar.end()
        return (tar.bytes, boundaries + [tar.bytes.count])
    }()

    private static let members: [@Sendable (inout RawTar) -> Void] = [
        { $0.file("plain", "hello") },
        { $0.file("original", "before POSIX", magic: RawTar.original) },
        { $0.header("directory/", "5") },
        { tar in
            tar.header("link", "2") { $0.set(157, "plain".utf8) }
        },
        { tar in
            tar.header("name", "1") { $0.set(157, "plain".utf8) }
        },
        { tar in
            tar.header("device", "3") { block in
                block.set(329, "0000005\u{0}".utf8)
                block.set(337, "0000001\u{0}".utf8)
            }
        },
        { tar in
            tar.extended("L", String(repeating: "long/", count: 60) + "name\u{0}")
            tar.extended("K", String(repeating: "far/", count: 60) + "target\u{0}")
            tar.header("cut", "2", magic: RawTar.gnu)
        },
        { tar in
            tar.pax([
                ("path", "päx/name"), ("mtime", "1700000000.25"), ("SCHILY.xattr.user.a", "b"), ("uid", "3000000"),
            ])
            tar.file("short", "content of a file with a pax header")
        },
        { tar in
            tar.pax([("comment", "0123456789abcdef")], flag: "g")
        },
        { $0.file("commented", String(repeating: "x", count: 1_500)) },
        { oldSparse(&$0) },
        { tar in
            let records = [
                ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", "sparse-1.0"),
                ("GNU.sparse.realsize", "70000"),
            ]
            tar.pax(records)
            tar.header("GNUSparseFile.1/sparse", size: 512 + 8)
            tar.content(
                Array("2\n66000\n8\n70000\n0\n".utf8) + [UInt8](repeating: 0, count: 494) + Array("sparse!!".utf8)
            )
        },
        { $0.header("empty") },
    ]

    /// A sparse file in GNU's old format, with a block of segments after the header.
    private static func oldSparse(_ tar: inout RawTar) {
        tar.header("sparse-old", "S", size: 6 * 8, magic: RawTar.gnu) { block in
            for index in 0..<4 { setSegment(&block, 386 + 24 * index, 1_000 * (index + 1), 8) }
            block[482] = 1
            block.set(483, RawTar.octal(9_000).utf8)
        }
        var continuation = [UInt8](repeating: 0, count: 512)
        setSegment(&continuation, 0, 6_000, 8)
        setSegment(&continuation, 24, 8_992, 8)
        tar.append(continuation)
        tar.content(String(repeating: "segment!", count: 6))
    }

    static func setSegment(_ block: inout [UInt8], _ place: Int, _ offset: Int, _ length: Int) {
        block.set(place, RawTar.octal(offset).utf8)
        block.set(place + 12, RawTar.octal(length).utf8)
    }
}
