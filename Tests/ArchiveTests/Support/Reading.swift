// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// What a reader made of a tar archive.
struct Reading: Equatable {
    struct Member: Equatable {
        var entry: TarEntry
        var offset: Int64
        var content: [UInt8] = []
        var isComplete = false
    }

    var members: [Member]
    var ending: TarEnding

    /// Reads an archive that arrives in pieces.
    init(_ bytes: [UInt8], piece: Int = 1 << 20, limits: ArchiveLimits = ArchiveLimits()) throws {
        var reader = TarReader(limits: limits)
        var recorder = Recorder()
        for start in stride(from: 0, to: bytes.count, by: piece) {
            try bytes[start..<min(start + piece, bytes.count)].withUnsafeBytes { try reader.write($0, to: &recorder) }
        }
        ending = try reader.finish(to: &recorder)
        members = recorder.members
    }

    static func failure(
        _ bytes: [UInt8],
        piece: Int = 1 << 20,
        limits: ArchiveLimits = ArchiveLimits()
    ) -> Failure? {
        do {
            _ = try Reading(bytes, piece: piece, limits: limits)
            return nil
        } catch {
            return Failure(error)
        }
    }

    var entries: [TarEntry] { members.map(\.entry) }

    var paths: [String] { entries.map(\.path.description) }
}

/// Writes down what it is told, and traps if it is told it in a wrong order.
struct Recorder: TarConsumer {
    private(set) var members: [Reading.Member] = []

    mutating func begin(_ entry: TarEntry, at offset: Int64) {
        precondition(members.last?.isComplete ?? true, "a member begins within another")
        members.append(Reading.Member(entry: entry, offset: offset))
    }

    mutating func content(_ bytes: UnsafeRawBufferPointer) {
        precondition(members.last?.isComplete == false, "content without a member")
        members[members.count - 1].content += bytes
    }

    mutating func end() {
        precondition(members.last?.isComplete == false, "an end without a beginning")
        let last = members.count - 1
        precondition(Int64(members[last].content.count) == members[last].entry.size, "content of another size")
        members[last].isComplete = true
    }
}
