// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// Keeps the content of the few files that later questions are about.
struct FileCaptures {
    /// The files by canonical path.
    private(set) var files: [ByteString: [UInt8]] = [:]
    /// The content of the last file of the name that eStargz gives a table of contents.
    private(set) var tableOfContents: [UInt8]?
    /// Whether that file is the last member, where eStargz has it.
    private(set) var isTableLast = false

    private let wanted: Set<ByteString>
    private var size = 0
    private var current: Capture?

    /// The file that is being read.
    private struct Capture {
        var path: ByteString
        var content: [UInt8] = []
        var isTableOfContents: Bool
    }

    /// The largest file that is kept, and the most of all of them.
    private static let maximumSize = 16 << 20
    private static let maximumTotal = 64 << 20
    private static let maximumTableSize = 64 << 20

    init(_ wanted: Set<ByteString>) {
        self.wanted = wanted
    }

    /// Another member begins.
    mutating func clear() {
        current = nil
        isTableLast = false
    }

    /// The member is a file with a canonical path.
    mutating func begin(_ path: ArraySlice<UInt8>) {
        let isTable = path.elementsEqual(TableOfContents.name)
        // Nearly all members fall out here, without an allocation.
        guard isTable || LayerScanner.mayCapture(path) || !wanted.isEmpty else { return }
        let name = ByteString(path)
        guard isTable || LayerScanner.captures(name) || wanted.contains(name) else { return }
        current = Capture(path: name, isTableOfContents: isTable)
    }

    /// Keeps a piece of the file, or tells that it is too large.
    mutating func keep(_ bytes: UnsafeRawBufferPointer) -> LayerNote? {
        guard let count = current?.content.count, let isTable = current?.isTableOfContents else { return nil }
        let room = isTable ? Self.maximumTableSize : min(Self.maximumSize, Self.maximumTotal - size)
        guard bytes.count > room - count else {
            current?.content += bytes
            return nil
        }
        let path = ByteString([.slash] + (current?.path.bytes ?? []))
        current = nil
        // A lie must not pass because it is long.
        return isTable
            ? .tableOfContents(path: path, shows: "what it says in more than \(room) bytes, unread")
            : .notCaptured(path: path)
    }

    /// The file is complete.
    mutating func end() {
        guard let current else { return }
        self.current = nil
        if current.isTableOfContents {
            tableOfContents = current.content
            isTableLast = true
        } else {
            size += current.content.count - (files[current.path]?.count ?? 0)
            files[current.path] = current.content
        }
    }
}
