// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What stands before a member and is about it: pax records and GNU's long names.
struct PendingMetadata {
    var records: PaxRecords?
    var longName: ByteString?
    var longLinkTarget: ByteString?
    /// The bytes of all of it.
    var size = 0

    var isEmpty: Bool { size == 0 && records == nil && longName == nil && longLinkTarget == nil }
}

/// A member as its headers describe it, before its content is read.
struct TarMember {
    /// Where the content comes from.
    enum Content {
        /// It stands there as it is.
        case plain
        /// Its segments stand there; the map may still have to be read on.
        case old(OldSparseHeader)
        case mapped(SparseMap)
        /// The map stands there, then the segments.
        case prefixed(SparseMapText)
    }

    var entry: TarEntry
    /// The bytes in the archive.
    let storedSize: Int64
    let content: Content

    /// Puts a member together.
    ///
    /// - Parameters:
    ///   - header: Its own header.
    ///   - metadata: What stood before it.
    ///   - globals: What global pax headers said.
    ///   - nameLength: The most bytes of a name.
    ///   - offset: Where its header stands, for the error.
    /// - Throws: What is wrong with it.
    init(
        _ header: TarHeader,
        _ metadata: PendingMetadata,
        globals: PaxRecords,
        nameLength: Int,
        at offset: Int64
    ) throws(ArchiveError) {
        let records = metadata.records ?? globals
        let sparse = try records.sparse.layout(at: offset)
        // The order in which Go believes them, for what unpacks images is written in it.
        let path = records.sparse.path ?? metadata.longName ?? records.path ?? ByteString(header.name)
        let linkTarget = metadata.longLinkTarget ?? records.linkTarget ?? ByteString(header.linkTarget)
        // Before anything else, so that messages with names in them are not long.
        for name in [path, linkTarget] where name.bytes.count > nameLength {
            throw .limitExceeded("a name of \(name.bytes.count) bytes; \(nameLength) are allowed")
        }
        let kind = try Self.kind(header.flag, path: path, at: offset)

        storedSize = kind == .file ? records.size ?? header.size : 0
        content = try Self.content(header, sparse, kind, path, at: offset)
        let size: Int64
        switch content {
        case .plain: size = storedSize
        case .old(let header): size = header.map.fullSize
        case .mapped(let map): size = map.fullSize
        case .prefixed(let text): size = text.map.fullSize
        }
        entry = TarEntry(
            path: path,
            kind: kind,
            mode: header.mode,
            userID: records.userID ?? header.userID,
            groupID: records.groupID ?? header.groupID,
            size: size,
            modified: records.modified ?? TarEntry.Time(seconds: header.modified),
            linkTarget: kind == .symbolicLink || kind == .hardLink ? linkTarget : "",
            deviceMajor: header.deviceMajor,
            deviceMinor: header.deviceMinor,
            extendedAttributes: records.allAttributes,
            otherRecords: records.others
        )
    }

    private static func kind(
        _ flag: UInt8,
        path: ByteString,
        at offset: Int64
    ) throws(ArchiveError) -> TarEntry.Kind {
        switch flag {
        // Before POSIX, a directory was a file whose name ends with a slash.
        case 0: return path.bytes.last == UInt8(ascii: "/") ? .directory : .file
        case UInt8(ascii: "0"), UInt8(ascii: "7"), UInt8(ascii: "S"): return .file
        case UInt8(ascii: "1"): return .hardLink
        case UInt8(ascii: "2"): return .symbolicLink
        case UInt8(ascii: "3"): return .characterDevice
        case UInt8(ascii: "4"): return .blockDevice
        case UInt8(ascii: "5"): return .directory
        case UInt8(ascii: "6"): return .fifo
        case UInt8(ascii: "M"): throw .unsupported("a file that began on another volume (\(path))")
        case UInt8(ascii: "N"): throw .unsupported("GNU tar's old list of long names (\(path))")
        case UInt8(ascii: "D"): throw .unsupported("a directory of an incremental archive (\(path))")
        default:
            let type = ByteString([flag])
            throw .malformed("'\(path)' is of the type '\(type)', which is not known", offset: offset)
        }
    }

    private static func content(
        _ header: TarHeader,
        _ sparse: PaxSparseRecords.Layout,
        _ kind: TarEntry.Kind,
        _ path: ByteString,
        at offset: Int64
    ) throws(ArchiveError) -> Content {
        if let old = header.sparse { return .old(old) }
        if case .none = sparse { return .plain }
        guard kind == .file else { throw .malformed("'\(path)' is sparse, but no file", offset: offset) }
        switch sparse {
        case .none: return .plain
        case .records(let map): return .mapped(map)
        case .content(let text): return .prefixed(text)
        }
    }
}
