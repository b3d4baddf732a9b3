// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What pax headers say about a member (POSIX, `pax`, "pax Extended Header").
struct PaxRecords {
    /// Whom a header is about.
    enum Scope {
        case member
        /// All members that follow.
        case archive
    }

    var path: ByteString?
    var linkTarget: ByteString?
    var size: Int64?
    var userID: Int64?
    var groupID: Int64?
    var modified: TarEntry.Time?
    var extendedAttributes: [ByteString: [UInt8]] = [:]
    /// Those that libarchive writes besides, or instead; the others are believed first, as Go knows only them.
    var encodedAttributes: [ByteString: [UInt8]] = [:]
    var others: [ByteString: [UInt8]] = [:]
    var sparse = PaxSparseRecords()
    /// What these records take while they are kept.
    private(set) var cost = 0

    /// What keeping one record costs beyond its bytes.
    private static let recordOverhead = 64

    /// Adds a header's records; a later one of the same name counts, and an empty one takes an earlier one away.
    ///
    /// - Parameters:
    ///   - bytes: All records of the header.
    ///   - scope: Whom they are about.
    ///   - offset: Where they begin, for the error.
    /// - Throws: What is wrong with them.
    mutating func apply(_ bytes: UnsafeRawBufferPointer, scope: Scope, at offset: Int64) throws(ArchiveError) {
        var parser = PaxParser(bytes, offset: offset)
        while let record = try parser.next() {
            cost += record.key.count + record.value.count + Self.recordOverhead
            // A key that is no text is none of those with a meaning.
            let key = String(validating: record.key, as: UTF8.self) ?? ""
            if scope == .archive, Self.isOnlyForMembers(key) {
                throw .malformed(
                    "a global pax header sets \(key), which can only be right for one member",
                    offset: offset
                )
            }
            try apply(key, record)
        }
    }

    /// Tells whether there is a record that changes what a member is.
    var isEmpty: Bool {
        userID == nil && groupID == nil && modified == nil && path == nil && linkTarget == nil && size == nil
            && extendedAttributes.isEmpty && encodedAttributes.isEmpty && others.isEmpty
    }

    /// All extended attributes.
    var allAttributes: [ByteString: [UInt8]] {
        guard !encodedAttributes.isEmpty else { return extendedAttributes }
        return extendedAttributes.merging(encodedAttributes) { first, _ in first }
    }
}

// MARK: - Meaning

extension PaxRecords {
    private static let attributePrefix = Array("SCHILY.xattr.".utf8)
    private static let encodedAttributePrefix = Array("LIBARCHIVE.xattr.".utf8)

    private static func isOnlyForMembers(_ key: String) -> Bool {
        key == "path" || key == "linkpath" || key == "size" || key.hasPrefix("GNU.sparse.")
    }

    private mutating func apply(_ key: String, _ record: PaxParser.Record) throws(ArchiveError) {
        switch key {
        case "path": path = try record.name()
        case "linkpath": linkTarget = try record.name()
        case "size": size = try record.count()
        case "uid": userID = try record.number()
        case "gid": groupID = try record.number()
        case "mtime": modified = try record.time()
        case "hdrcharset": try record.checkCharacterSet()
        // Nothing that an image's file system keeps.
        case "atime", "ctime", "uname", "gname", "comment", "charset": break
        case _ where key.hasPrefix("GNU.sparse."):
            try sparse.apply(String(key.dropFirst("GNU.sparse.".count)), record)
        case _ where key.hasPrefix("GNU."): break
        default: try applyOther(record)
        }
    }

    private mutating func applyOther(_ record: PaxParser.Record) throws(ArchiveError) {
        let value = record.value.isEmpty ? nil : Array(record.value)
        if record.key.starts(with: Self.attributePrefix) {
            extendedAttributes[ByteString(record.key.dropFirst(Self.attributePrefix.count))] = value
        } else if record.key.starts(with: Self.encodedAttributePrefix) {
            let name = PaxEncoding.percentDecoded(record.key.dropFirst(Self.encodedAttributePrefix.count))
            guard let decoded = PaxEncoding.base64Decoded(record.value) else { throw record.malformed("is not base64") }
            encodedAttributes[ByteString(name)] = decoded.isEmpty ? nil : decoded
        } else {
            others[ByteString(record.key)] = value
        }
    }
}
