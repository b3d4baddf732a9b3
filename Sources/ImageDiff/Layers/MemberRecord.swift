// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// A member of a layer as it is kept: fixed in size, with its name and target in the bytes of ``LayerMembers``.
struct MemberRecord: Sendable {
    enum Role: UInt8, Sendable {
        case file
        case directory
        case symlink
        case char
        case block
        case fifo
        case hardLink
        case whiteout
        case opaque
        case stray

        init(_ kind: TarEntry.Kind) {
            switch kind {
            case .file: self = .file
            case .directory: self = .directory
            case .symbolicLink: self = .symlink
            case .hardLink: self = .hardLink
            case .characterDevice: self = .char
            case .blockDevice: self = .block
            case .fifo: self = .fifo
            }
        }

        var fileKind: FileEntry.Kind? {
            switch self {
            case .file: .file
            case .directory: .directory
            case .symlink: .symlink
            case .char: .char
            case .block: .block
            case .fifo: .fifo
            case .hardLink, .whiteout, .opaque, .stray: nil
            }
        }

        var isMarker: Bool { self == .whiteout || self == .opaque }
    }

    var hash = ContentHash.ofNothing
    var size: Int64
    var modifiedSeconds: Int64
    var userID: Int64
    var groupID: Int64
    var modifiedNanoseconds: Int32
    /// Where the path begins; the target follows it.
    var nameStart: UInt32
    var pathLength: UInt32
    /// Where the last component begins, counted from the path's first byte.
    var lastComponent: UInt32
    var targetLength: UInt32
    /// Where ``LayerMembers`` keeps what few members have; -1 if there is nothing.
    var details: Int32 = -1
    var mode: UInt16
    var role: Role
    var content = FileEntry.Content.other
}

/// What few members have.
struct MemberDetails: Hashable, Sendable {
    var deviceMajor: UInt32
    var deviceMinor: UInt32
    var extendedAttributes: [ByteString: [UInt8]]
    var otherRecords: [ByteString: [UInt8]]

    init?(_ entry: TarEntry) {
        let isDevice = entry.kind == .characterDevice || entry.kind == .blockDevice
        guard isDevice || !entry.extendedAttributes.isEmpty || !entry.otherRecords.isEmpty else { return nil }
        deviceMajor = entry.deviceMajor
        deviceMinor = entry.deviceMinor
        extendedAttributes = entry.extendedAttributes
        otherRecords = entry.otherRecords
    }
}
