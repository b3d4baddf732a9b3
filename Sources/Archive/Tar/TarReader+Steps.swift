// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension TarReader {
    /// Reads on by one step: a header, or a piece of what follows it.
    mutating func step(_ rest: inout UnsafeRawBufferPointer, _ consumer: inout some TarConsumer) throws {
        switch state {
        case .header:
            let position = blockOffset
            guard let header = try takeBlock(&rest, { try TarHeader(unlessZero: $0, at: position) }) else { return }
            if let header {
                try begin(header, at: position, &consumer)
            } else {
                guard pending.isEmpty else {
                    throw ArchiveError.malformed("a pax header or long name has no member", offset: position)
                }
                state = .endMarker
            }
        case .endMarker:
            let position = blockOffset
            guard let isZero = takeBlock(&rest, { $0.isZero }) else { return }
            guard isZero else { throw ArchiveError.malformed("the end marker is incomplete", offset: position) }
            hasEndMarker = true
            state = .end
        case .metadata(let flag, let size):
            metadata += take(&rest, size - metadata.count)
            if metadata.count == size { try endMetadata(flag) }
        case .sparseExtension(let member, let sparse):
            try readExtension(member, sparse, &rest, &consumer)
        case .sparseMap(let member, let text):
            try readMap(member, text, &rest, &consumer)
        case .content(let missing):
            let piece = take(&rest, Int(clamping: missing))
            try consumer.content(piece)
            try goOn(missing - Int64(piece.count), &consumer)
        case .sparseContent(var cursor):
            guard case .stored(let missing) = cursor.next() else { return try deliverHoles(cursor, &consumer) }
            let piece = take(&rest, Int(clamping: missing))
            try consumer.content(piece)
            cursor.advance(by: Int64(piece.count))
            try deliverHoles(cursor, &consumer)
        case .filler(let missing):
            let skipped = Int64(take(&rest, Int(clamping: missing)).count)
            state = skipped == missing ? .header : .filler(missing - skipped)
        case .end:
            let piece = take(&rest, rest.count)
            let used = piece.countWithoutTrailingZeros
            if used > 0 { trailing.used = trailing.size + Int64(used) }
            trailing.size += Int64(piece.count)
        }
    }

    /// Where the block that is read next, or has arrived in part, begins.
    private var blockOffset: Int64 { offset - Int64(block.count) }

    /// Cuts off what there is, up to a size.
    private mutating func take(_ rest: inout UnsafeRawBufferPointer, _ size: Int) -> UnsafeRawBufferPointer {
        let piece = rest.take(min(size, rest.count))
        offset += Int64(piece.count)
        return piece
    }

    /// Reads a block once all of it is there.
    ///
    /// - Returns: What `read` returns; nil if more bytes are needed.
    private mutating func takeBlock<Result>(
        _ rest: inout UnsafeRawBufferPointer,
        _ read: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result? {
        if block.isEmpty, rest.count >= TarHeader.blockSize { return try read(take(&rest, TarHeader.blockSize)) }
        block += take(&rest, TarHeader.blockSize - block.count)
        guard block.count == TarHeader.blockSize else { return nil }
        defer { block.removeAll(keepingCapacity: true) }
        return try block.withUnsafeBytes(read)
    }

}

// MARK: - Maps of sparse files

extension TarReader {
    private mutating func readExtension(
        _ member: TarMember,
        _ sparse: consuming OldSparseHeader,
        _ rest: inout UnsafeRawBufferPointer,
        _ consumer: inout some TarConsumer
    ) throws {
        let position = blockOffset
        // Let go of, so that the map is not copied for each of its blocks.
        state = .header
        let isThere = try takeBlock(&rest) { try sparse.extend($0, at: position) } != nil
        guard isThere else {
            state = .sparseExtension(member, sparse)
            return
        }
        try begin(member, sparse, &consumer)
    }

    private mutating func readMap(
        _ member: TarMember,
        _ text: consuming SparseMapText,
        _ rest: inout UnsafeRawBufferPointer,
        _ consumer: inout some TarConsumer
    ) throws {
        let before = rest.count
        // Let go of, so that the map is not copied for each piece of it.
        state = .header
        try text.read(&rest, at: offset)
        offset += Int64(before - rest.count)
        guard text.isComplete else {
            state = .sparseMap(member, text)
            return
        }
        guard member.storedSize == text.readSize + text.map.storedSize else {
            throw ArchiveError.malformed("the map of '\(member.entry.path)' does not fit its size", offset: offset)
        }
        try begin(member, text.map, &consumer)
    }
}

extension TarHeader {
    /// Reads a header; nil where there are only zeros, as at the end of an archive.
    fileprivate init?(unlessZero block: UnsafeRawBufferPointer, at offset: Int64) throws(ArchiveError) {
        if block[0] == 0, block.isZero { return nil }
        try self.init(block, at: offset)
    }
}
