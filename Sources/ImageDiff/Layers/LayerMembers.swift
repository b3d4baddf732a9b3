// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// The members of a layer in the order of its archive.
///
/// They are kept packed, about 140 bytes each; a ``LayerMember`` is made when it is asked for.
public struct LayerMembers: Sendable {
    var records: [MemberRecord] = []
    /// The canonical paths and targets, one after the other.
    var names: [UInt8] = []
    var details: [MemberDetails] = []
    /// How many members are whiteouts or opaque markers.
    var markerCount = 0

    /// Gives back the room that growing took.
    mutating func trim() {
        records = Self.exact(records)
        names = Self.exact(names)
        details = Self.exact(details)
    }

    private static func exact<Element>(_ array: [Element]) -> [Element] {
        guard array.capacity > array.count + array.count / 8 else { return array }
        var result: [Element] = []
        result.reserveCapacity(array.count)
        result += array
        return result
    }
}

extension LayerMembers: RandomAccessCollection {
    /// The first position, 0.
    public var startIndex: Int { 0 }
    /// How many there are.
    public var endIndex: Int { records.count }
    /// The member at a position.
    public subscript(position: Int) -> LayerMember {
        let record = records[position]
        let kind: LayerMember.Kind
        switch record.role {
        case .hardLink: kind = .hardLink(to: target(record))
        case .whiteout: kind = .whiteout
        case .opaque: kind = .opaque
        case .file, .directory, .symlink, .char, .block, .fifo, .stray:
            if let entry = entry(at: position) { kind = .file(entry) } else { kind = .stray }
        }
        return LayerMember(path: path(record), kind: kind)
    }
}

// MARK: - Parts

extension LayerMembers {
    func path(_ record: MemberRecord) -> ByteString { ByteString(names[pathRange(record)]) }

    func target(_ record: MemberRecord) -> ByteString { ByteString(names[targetRange(record)]) }

    func pathRange(_ record: MemberRecord) -> Range<Int> {
        Int(record.nameStart)..<Int(record.nameStart) + Int(record.pathLength)
    }

    func targetRange(_ record: MemberRecord) -> Range<Int> {
        let start = Int(record.nameStart) + Int(record.pathLength)
        return start..<start + Int(record.targetLength)
    }

    func details(_ record: MemberRecord) -> MemberDetails? {
        record.details < 0 ? nil : details[Int(record.details)]
    }

    /// The file that a member is; nil for links and markers.
    func entry(at position: Int, layer: Int = 0) -> FileEntry? {
        let record = records[position]
        guard let kind = record.role.fileKind else { return nil }
        let details = details(record)
        return FileEntry(
            kind: kind,
            mode: record.mode,
            userID: record.userID,
            groupID: record.groupID,
            size: record.size,
            hash: kind == .file ? record.hash : nil,
            content: record.content,
            target: kind == .symlink ? target(record) : "",
            deviceMajor: details?.deviceMajor ?? 0,
            deviceMinor: details?.deviceMinor ?? 0,
            extendedAttributes: details?.extendedAttributes ?? [:],
            otherRecords: details?.otherRecords ?? [:],
            modified: TarEntry.Time(seconds: record.modifiedSeconds, nanoseconds: record.modifiedNanoseconds),
            layer: layer
        )
    }
}
