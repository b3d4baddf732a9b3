// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension TarReader {
    /// The most bytes of all global headers: they are held in memory, and copied for members with headers of their own.
    private static let globalCostMaximum = 64 << 10

    /// Begins a pax header or a long name.
    mutating func beginMetadata(_ header: TarHeader, at position: Int64) throws(ArchiveError) {
        if header.flag == UInt8(ascii: "g"), !pending.isEmpty {
            throw .malformed("a global pax header stands between a member and its own header", offset: position)
        }
        guard header.size <= Int64(limits.metadataSize - pending.size) else {
            throw .limitExceeded(
                "the pax headers and long names of one member take more than \(limits.metadataSize) bytes"
            )
        }
        pending.size += Int(header.size)
        metadata.removeAll(keepingCapacity: true)
        state = .metadata(flag: header.flag, size: Int(header.size))
        if header.size == 0 { try endMetadata(header.flag) }
    }

    /// Acts on a pax header or a long name that is complete.
    mutating func endMetadata(_ flag: UInt8) throws(ArchiveError) {
        let begin = offset - Int64(metadata.count)
        switch flag {
        case UInt8(ascii: "L"): pending.longName = try longName()
        case UInt8(ascii: "K"): pending.longLinkTarget = try longName()
        case UInt8(ascii: "x"):
            // A second header replaces the first, as in Go.
            var records = globals
            try apply(to: &records, scope: .member, at: begin)
            pending.records = records
        default:
            try apply(to: &globals, scope: .archive, at: begin)
            hasGlobalHeaders = hasGlobalHeaders || !globals.isEmpty
            guard globals.cost <= Self.globalCostMaximum else {
                throw .limitExceeded("the global pax headers take more than \(Self.globalCostMaximum) bytes")
            }
            pending = PendingMetadata()
        }
        let filler = Self.filler(after: Int64(metadata.count))
        state = filler == 0 ? .header : .filler(filler)
    }

    private func apply(
        to records: inout PaxRecords,
        scope: PaxRecords.Scope,
        at position: Int64
    ) throws(ArchiveError) {
        let result = metadata.withUnsafeBytes { bytes in
            Result { () throws(ArchiveError) in try records.apply(bytes, scope: scope, at: position) }
        }
        try result.get()
    }

    /// Reads a long name, which ends with a zero byte; an empty one says nothing.
    private func longName() throws(ArchiveError) -> ByteString? {
        let name = metadata[..<(metadata.firstIndex(of: 0) ?? metadata.endIndex)]
        guard name.count <= limits.nameLength else {
            throw .limitExceeded("a name of \(name.count) bytes; \(limits.nameLength) are allowed")
        }
        return name.isEmpty ? nil : ByteString(name)
    }
}
