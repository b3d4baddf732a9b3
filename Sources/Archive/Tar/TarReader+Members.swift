// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension TarReader {
    /// Zeros that holes are delivered from.
    private static let zeros = [UInt8](repeating: 0, count: 64 << 10)

    /// Acts on a header.
    mutating func begin(_ header: TarHeader, at position: Int64, _ consumer: inout some TarConsumer) throws {
        switch header.flag {
        case UInt8(ascii: "x"), UInt8(ascii: "g"), UInt8(ascii: "L"), UInt8(ascii: "K"):
            try beginMetadata(header, at: position)
        case UInt8(ascii: "V"):
            // The label of a tape. It costs what a member does, lest labels with metadata before them cost nothing.
            try charge(path: header.name.count, pending.records ?? globals)
            pending = PendingMetadata()
            try skip(header.size)
        default:
            let member = try TarMember(header, pending, globals: globals, nameLength: limits.nameLength, at: position)
            try admit(member)
            pending = PendingMetadata()
            current = (member.entry.path, Self.filler(after: member.storedSize))
            try begin(member, &consumer)
        }
    }

    private mutating func begin(_ member: TarMember, _ consumer: inout some TarConsumer) throws {
        switch member.content {
        case .plain:
            try consumer.begin(member.entry, at: offset)
            try goOn(member.storedSize, &consumer)
        case .old(let sparse):
            try begin(member, sparse, &consumer)
        case .mapped(let map):
            guard member.storedSize == map.storedSize else { throw misfit(member) }
            try begin(member, map, &consumer)
        case .prefixed(let text):
            state = .sparseMap(member, text)
        }
    }

    /// Begins a file of GNU's old sparse format, or waits for more of its map.
    mutating func begin(_ member: TarMember, _ sparse: OldSparseHeader, _ consumer: inout some TarConsumer) throws {
        guard !sparse.isExtended else {
            state = .sparseExtension(member, sparse)
            return
        }
        guard member.storedSize == sparse.map.storedSize else { throw misfit(member) }
        try begin(member, sparse.map, &consumer)
    }

    /// Begins a sparse file whose map is complete.
    mutating func begin(_ member: TarMember, _ map: SparseMap, _ consumer: inout some TarConsumer) throws {
        try consumer.begin(member.entry, at: offset)
        try deliverHoles(SparseCursor(map), &consumer)
    }

    /// Delivers zeros up to the next stored bytes or the end of the file.
    mutating func deliverHoles(_ cursor: SparseCursor, _ consumer: inout some TarConsumer) throws {
        var cursor = cursor
        while true {
            switch cursor.next() {
            case .stored:
                state = .sparseContent(cursor)
                return
            case .end:
                return try goOn(0, &consumer)
            case .hole(let size):
                let count = min(Int(clamping: size), Self.zeros.count)
                try charge(hole: Int64(count))
                try Self.zeros.withUnsafeBytes { try consumer.content(.init(rebasing: $0[..<count])) }
                cursor.advance(by: Int64(count))
            }
        }
    }

    /// Waits for the rest of a member's content, or ends the member.
    mutating func goOn(_ missing: Int64, _ consumer: inout some TarConsumer) throws {
        guard missing == 0 else {
            state = .content(missing)
            return
        }
        try consumer.end()
        state = current.filler == 0 ? .header : .filler(current.filler)
    }

    private mutating func skip(_ size: Int64) throws {
        let (end, isTooLarge) = size.addingReportingOverflow(Self.filler(after: size))
        guard !isTooLarge else { throw ArchiveError.limitExceeded("a tape's label claims \(size) bytes") }
        state = end == 0 ? .header : .filler(end)
    }

    static func filler(after size: Int64) -> Int64 {
        let block = Int64(TarHeader.blockSize)
        return (block - size % block) % block
    }

    private func misfit(_ member: TarMember) -> ArchiveError {
        .malformed("the map of '\(member.entry.path)' does not fit its size", offset: offset)
    }
}

// MARK: - Limits

extension TarReader {
    private mutating func admit(_ member: TarMember) throws(ArchiveError) {
        let entry = member.entry
        try charge(path: entry.path.bytes.count + entry.linkTarget.bytes.count, pending.records ?? globals)
        for size in [entry.size, member.storedSize] where size > limits.expandedSize - deliveredSize {
            throw .limitExceeded(
                "'\(entry.path)' claims \(size) bytes after \(deliveredSize); \(limits.expandedSize) are allowed in all"
            )
        }
        deliveredSize += entry.size
    }

    /// Holes cost nothing to write, so that they count like bytes that decompression yields.
    private mutating func charge(hole size: Int64) throws(ArchiveError) {
        // No overflow: the sizes of all members together are within a limit.
        holeSize += size
        guard holeSize <= limits.expandedSizeWithoutRatio || holeSize / max(offset, 1) <= limits.ratio else {
            throw .limitExceeded(
                "'\(current.path)' has holes of more than \(limits.ratio) times the \(offset) bytes read so far"
            )
        }
    }

    private mutating func charge(path: Int, _ records: PaxRecords) throws(ArchiveError) {
        entries += 1
        guard entries <= limits.entries else { throw .limitExceeded("it has more than \(limits.entries) members") }
        totalMetadataSize += Int64(path + records.cost)
        guard totalMetadataSize <= limits.totalMetadataSize else {
            throw .limitExceeded("the names and attributes take more than \(limits.totalMetadataSize) bytes")
        }
    }
}
