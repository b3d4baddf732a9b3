// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import OCIModel

/// Makes layers, for tests.
///
/// Each notation is a member: `a/` a directory, `a` an empty file, `a=text` a file with content, `a -> b` a symbolic
/// link, `a => b` a hard link, `a : 1:3` a character device. Whiteouts are files: `.wh.a`, `a/.wh..wh..opq`.
struct LayerBuilder {
    /// A member with its content.
    struct Member {
        var entry: TarEntry
        var content: [UInt8]
    }

    private(set) var members: [Member] = []

    init(_ notations: [String] = []) {
        for notation in notations { add(notation) }
    }

    /// Adds a member in the short notation, changed by a closure.
    mutating func add(_ notation: String, change: (inout TarEntry) -> Void = { _ in }) {
        var (entry, content) = Self.parse(notation)
        entry.size = Int64(content.count)
        change(&entry)
        members.append(Member(entry: entry, content: content))
    }

    /// Adds a file with bytes.
    mutating func file(_ path: ByteString, _ content: [UInt8], mode: UInt16 = 0o644) {
        let entry = TarEntry(path: path, mode: mode, size: Int64(content.count))
        members.append(Member(entry: entry, content: content))
    }

    /// The archive, not compressed.
    var archive: [UInt8] { pieces.flatMap(\.self) + TarWriter.endMarker }

    /// The members, each with the zeros that fill up its last block.
    var pieces: [[UInt8]] {
        var writer = TarWriter()
        return members.map { member in
            writer.entry(member.entry) + member.content + TarWriter.padding(after: Int64(member.content.count))
        }
    }

    private static func parse(_ notation: String) -> (TarEntry, [UInt8]) {
        func parts(_ separator: String) -> (ByteString, ByteString)? {
            guard let range = notation.firstRange(of: separator) else { return nil }
            return (ByteString(notation[..<range.lowerBound].utf8), ByteString(notation[range.upperBound...].utf8))
        }
        if let (path, target) = parts(" -> ") {
            return (TarEntry(path: path, kind: .symbolicLink, mode: 0o777, linkTarget: target), [])
        }
        if let (path, target) = parts(" => ") { return (TarEntry(path: path, kind: .hardLink, linkTarget: target), []) }
        if let (path, device) = parts(" : ") {
            let numbers = device.bytes.split(separator: UInt8(ascii: ":")).map {
                UInt32(String(decoding: $0, as: UTF8.self)) ?? 0
            }
            return (
                TarEntry(path: path, kind: .characterDevice, deviceMajor: numbers[0], deviceMinor: numbers[1]), []
            )
        }
        if let (path, content) = parts("=") { return (TarEntry(path: path), content.bytes) }
        let isDirectory = notation.hasSuffix("/") || notation == "." || notation.hasSuffix("/.")
        return isDirectory
            ? (TarEntry(path: ByteString(notation.utf8), kind: .directory, mode: 0o755), [])
            : (TarEntry(path: ByteString(notation.utf8)), [])
    }
}

// MARK: - Reading

extension LayerBuilder {
    /// What a scanner says of the layer.
    func scanned() throws -> LayerContents { try Self.scan(archive) }

    /// What a scanner says of a blob that arrives in pieces.
    static func scan(
        _ blob: [UInt8],
        pieces size: Int = .max,
        algorithm: Digest.Algorithm = .sha256,
        limits: ArchiveLimits = ArchiveLimits(),
        capturing: Set<ByteString> = []
    ) throws -> LayerContents {
        let scanner = LayerScanner(algorithm: algorithm, limits: limits, capturing: capturing)
        try blob.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(size)
                try scanner.write(UnsafeRawBufferPointer(rebasing: piece))
                rest = rest.dropFirst(piece.count)
            }
        }
        return try scanner.finish()
    }
}
