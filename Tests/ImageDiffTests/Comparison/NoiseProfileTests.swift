// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@testable import ImageDiff

@Suite struct NoiseProfileTests {
    static let noisy: [(ByteString, Noise)] = [
        ("/var/cache/apt/pkgcache.bin", .caches), ("/var/lib/apt/lists/x", .caches),
        ("/var/cache/ldconfig/aux-cache", .caches), ("/root/.cache/x", .caches), ("/var/log/dpkg.log", .logs),
        ("/tmp/x", .temporary), ("/run/lock/x", .temporary), ("/srv/.wh.x", .temporary),
        ("/var/lib/dpkg/status-old", .packageHistory), ("/var/lib/dpkg/diversions-old", .packageHistory),
        ("/var/lib/dnf/history.sqlite", .packageHistory), ("/etc/machine-id", .identity),
        ("/var/lib/dbus/machine-id", .identity), ("/usr/lib/.build-id/ab/cd", .identity),
    ]

    @Test(arguments: noisy)
    func knowsNoise(path: ByteString, noise: Noise) {
        let difference = Sample.difference(at: path, from: Sample.file("a"), to: Sample.file("b"))
        #expect(difference?.noise == noise)
        #expect(difference?.severity == .info)
    }

    /// What must be shown wherever it lies.
    static let shown: [(String, FileEntry?, FileEntry)] = [
        ("a program", nil, Sample.program()),
        ("a changed program", Sample.program("a"), Sample.program("b")),
        ("a script", nil, Sample.file("a", content: .script)),
        ("a file that became a program", Sample.file(), Sample.file(mode: 0o755)),
        ("a setuid file", nil, Sample.file(mode: 0o4644)),
        ("a capability", nil, Sample.file(attributes: ["security.capability": [1]])),
        ("a device", nil, Sample.device(1, 3)),
        ("a redirected link", Sample.link("a"), Sample.link("b")),
        ("a file replaced by a link", Sample.file(), Sample.link("/etc")),
        ("a directory replaced by a link", Sample.directory(), Sample.link("/etc")),
        ("a file for everybody to write", nil, Sample.file(mode: 0o666)),
    ]

    @Test(arguments: shown, ["/tmp/x", "/var/log/x", "/var/cache/x", "/run/x", "/etc/ld.so.cache"] as [ByteString])
    func neverHides(what: (String, FileEntry?, FileEntry), path: ByteString) {
        let difference = Sample.difference(at: path, from: what.1, to: what.2)
        #expect(difference != nil)
        #expect(difference?.noise == nil, "\(what.0)")
    }

    @Test(
        arguments: [
            "/etc/pki/tls/rootcerts/x", "/etc/passwd", "/srv/x", "/tmp", "/var/lib/dpkg/status", "/etc/ld.so.cache",
        ] as [ByteString]
    )
    func leavesOtherPlacesAlone(path: ByteString) {
        #expect(Sample.difference(at: path, from: Sample.file("a"), to: Sample.file("b"))?.noise == nil)
    }

    @Test func codeInACacheIsShown() {
        #expect(Sample.difference(at: "/var/cache/x.py", from: nil, to: Sample.file())?.noise == nil)
    }

    static let source: ByteString = "/app/mod.py"
    static let bytecode: ByteString = "/app/__pycache__/mod.cpython-312.pyc"

    private func noise(
        _ old: [ByteString: FileEntry],
        _ new: [ByteString: FileEntry]
    ) -> Noise? {
        TreeComparison(Sample.tree(old), Sample.tree(new)).differences.first { $0.path == Self.bytecode }?.noise
    }

    @Test func bytecodeOfAChangedSourceIsNoise() {
        let old = [Self.source: Sample.file("a"), Self.bytecode: Sample.file("1")]
        #expect(noise(old, [Self.source: Sample.file("b"), Self.bytecode: Sample.file("22")]) == .bytecode)
        #expect(noise([:], old) == .bytecode)
        #expect(noise(old, [:]) == .bytecode)
    }

    @Test func bytecodeOfASourceWithAnotherMomentIsNoiseIfItsLengthStays() {
        let old = [Self.source: Sample.file("a"), Self.bytecode: Sample.file("1")]
        let touched = Sample.file("a", modified: 9)
        #expect(noise(old, [Self.source: touched, Self.bytecode: Sample.file("2")]) == .bytecode)
        #expect(noise(old, [Self.source: touched, Self.bytecode: Sample.file("22")]) == nil)
    }

    @Test func bytecodeThatItsSourceDoesNotExplainIsShown() {
        let old = [Self.source: Sample.file("a"), Self.bytecode: Sample.file("1")]
        #expect(noise(old, [Self.source: Sample.file("a"), Self.bytecode: Sample.file("2")]) == nil)
        #expect(noise([:], [Self.bytecode: Sample.file("1")]) == nil)
        #expect(noise([Self.source: Sample.file()], old.merging([Self.source: Sample.file()]) { $1 }) == nil)
    }

    @Test(
        arguments: [
            ("/a/__pycache__/b.cpython-312.pyc", "/a/b.py"), ("/__pycache__/b.cpython-312.opt-1.pyc", "/b.py"),
            ("/b.pyc", nil),
        ] as [(ByteString, ByteString?)]
    )
    func findsTheSourceOfBytecode(path: ByteString, source: ByteString?) {
        #expect(NoiseProfile.source(of: path) == source)
    }
}
