// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Crypto

/// Takes the members of a layer's archive as they come by, hashes their content and keeps the little that is needed.
struct MemberCollector: TarConsumer {
    private(set) var members = LayerMembers()
    private(set) var notes: [LayerNote] = []
    private(set) var rejection: LayerContents.Rejection?
    private(set) var captures: FileCaptures
    private(set) var pieces = FilePieces()

    /// The file that is being read; nil while it is something without content, or was rejected.
    private var current: Int?
    private var hasher = SHA256()
    private var hashedSize: Int64 = 0
    private var firstBytes: [UInt8] = []

    /// The most notes about single members, whatever a layer does.
    static let maximumNotes = 10_000

    init(capturing wanted: Set<ByteString>) {
        captures = FileCaptures(wanted)
    }

    mutating func begin(_ entry: TarEntry, at offset: Int64) throws {
        current = nil
        captures.clear()
        do {
            let position = try add(entry)
            guard members.records[position].role == .file else { return }
            current = position
            hashedSize = 0
            firstBytes.removeAll(keepingCapacity: true)
            captures.begin(members.names[members.pathRange(members.records[position])])
        } catch let reason as LayerError.Reason {
            reject(entry.path, reason)
        }
    }

    mutating func content(_ bytes: UnsafeRawBufferPointer) throws {
        guard current != nil, !bytes.isEmpty else { return }
        if hashedSize == 0 { hasher = SHA256() }
        hasher.update(bufferPointer: bytes)
        pieces.update(bytes)
        hashedSize += Int64(bytes.count)
        if firstBytes.count < FileEntry.Content.decidingBytes {
            firstBytes += bytes.prefix(FileEntry.Content.decidingBytes - firstBytes.count)
        }
        if let refused = captures.keep(bytes) { note(refused) }
    }

    mutating func end() throws {
        guard let current else { return }
        self.current = nil
        pieces.end(current, at: hashedSize)
        if hashedSize > 0 {
            members.records[current].hash = ContentHash(hasher.finalize())
            members.records[current].content = FileEntry.Content(firstBytes: firstBytes)
        }
        members.records[current].size = hashedSize
        captures.end()
    }

    /// What follows comes from another member of the gzip stream.
    mutating func cut() {
        if let current, hashedSize > 0 { pieces.cut(current, at: hashedSize, whole: hasher) }
    }

    mutating func note(_ note: LayerNote) {
        guard notes.count <= Self.maximumNotes else { return }
        notes.append(notes.count < Self.maximumNotes ? note : .unlisted)
    }

    /// Keeps the first reason why the layer cannot be part of a tree; it is hashed to its end nevertheless.
    mutating func reject(_ path: ByteString, _ reason: LayerError.Reason) {
        if rejection == nil { rejection = .init(path: path, reason: reason) }
    }

    /// Gives out the members, which the collector has no longer then.
    mutating func takeMembers() -> LayerMembers {
        members.trim()
        defer { members = LayerMembers() }
        return members
    }
}

// MARK: - Members

extension MemberCollector {
    /// Keeps a member and tells its position.
    private mutating func add(_ entry: TarEntry) throws -> Int {
        let start = members.names.count
        guard start < Int(UInt32.max) - (16 << 20), members.records.count < Int(Int32.max) else {
            throw ArchiveError.limitExceeded("the names of its members take more than \(start) bytes")
        }
        do {
            return try add(entry, nameStart: start)
        } catch {
            members.names.removeSubrange(start...)
            throw error
        }
    }

    private mutating func add(_ entry: TarEntry, nameStart start: Int) throws -> Int {
        let name = try CanonicalName(appending: entry.path.bytes, to: &members.names)
        let end = members.names.count
        let last = members.names[(start + name.lastComponent)...]
        var role = MemberRecord.Role(entry.kind)
        if name.isBelowMarker {
            role = .stray
        } else if let marker = try CanonicalName.marker(last) {
            role = marker
        }
        guard end > start || role == .directory else { throw LayerError.Reason.rootIsNoDirectory }
        try addTarget(entry, role)
        if name.hasParentReference { note(.parentReference(path: rooted(start..<end))) }
        var record = MemberRecord(
            size: 0,
            modifiedSeconds: entry.modified.seconds,
            userID: entry.userID,
            groupID: entry.groupID,
            modifiedNanoseconds: entry.modified.nanoseconds,
            nameStart: UInt32(start),
            pathLength: UInt32(end - start),
            lastComponent: UInt32(name.lastComponent),
            targetLength: UInt32(members.names.count - end),
            mode: entry.mode,
            role: role
        )
        if let details = MemberDetails(entry) {
            record.details = Int32(members.details.count)
            members.details.append(details)
        }
        if role.isMarker { members.markerCount += 1 }
        members.records.append(record)
        return members.records.count - 1
    }

    private mutating func addTarget(_ entry: TarEntry, _ role: MemberRecord.Role) throws(LayerError.Reason) {
        switch role {
        case .symlink:
            guard !entry.linkTarget.bytes.contains(0) else { throw .zeroByte }
            members.names += entry.linkTarget.bytes
        case .hardLink:
            do {
                _ = try CanonicalName(appending: entry.linkTarget.bytes, to: &members.names)
            } catch .escapingName {
                throw .escapingTarget
            }
        case .file, .directory, .char, .block, .fifo, .whiteout, .opaque, .stray:
            break
        }
    }

    private func rooted(_ range: Range<Int>) -> ByteString { ByteString([.slash] + members.names[range]) }
}
