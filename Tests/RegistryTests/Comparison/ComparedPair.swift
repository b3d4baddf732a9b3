// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Pairs of images as they occur, an older and a newer one.
enum ComparedPair {
    static let version = ["org.opencontainers.image.version": "2.1.20"]
    static let base: [PackedFile] = [
        .text("etc/os-release", "ID=debian\n"), .program("bin/sh", "shell"), .text("etc/motd", "hello\n"),
    ]

    /// The tool, built on the base.
    static func tool(_ build: String, labels: [String: String] = version) -> Image {
        Image(files: [base, [.program("app/tool", build)]], Packing(labels: labels))
    }

    /// One executable differs, under one version.
    static let program = (old: tool("one"), new: tool("two"))

    /// The base has newer packages; the application is the same.
    static let refresh = (old: onBase("1"), new: onBase("2"))

    /// Nothing but moments differs.
    static let touched = (
        old: Image(files: [base, [.program("app/tool", "one")]]),
        new: Image(files: [base.map { $0.touched() }, [PackedFile.program("app/tool", "one").touched()]])
    )

    /// A file inside the application's directory differs.
    static let page = (
        old: Image(files: [base, [.program("app/tool", "one"), .text("app/page.html", "<p>one\nsame\n")]]),
        new: Image(files: [base, [.program("app/tool", "one"), .text("app/page.html", "<p>two\nsame\n")]])
    )

    /// The same refresh, and a program that no package brought.
    static let intrusion = (old: onBase("1"), new: onBase("2", and: [.program("usr/bin/miner", "new")]))

    private static func onBase(_ version: String, and more: [PackedFile] = []) -> Image {
        let packages = Dictionary(uniqueKeysWithValues: (1...14).map { ("lib\($0)", "\(version).0-1") })
        let libraries = (1...14).map { PackedFile.program("usr/lib/lib\($0).so", version) }
        let lists = (1...14).map { PackedFile.list(of: "lib\($0)", ["usr/lib/lib\($0).so"]) }
        let files = base + [.packages(packages)] + libraries + lists + more
        return Image(files: [files, [.program("app/tool", "one")]])
    }
}
