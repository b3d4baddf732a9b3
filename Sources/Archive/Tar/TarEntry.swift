// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A member of a tar archive, with what its pax and GNU headers say already put in.
public struct TarEntry: Hashable, Sendable {
    /// What a member is.
    public enum Kind: Hashable, Sendable {
        case file
        case directory
        case symbolicLink
        /// Another name of an earlier member, or in a layer of a file below.
        case hardLink
        case characterDevice
        case blockDevice
        case fifo
    }

    /// A moment with the precision of pax.
    public struct Time: Hashable, Sendable {
        /// Seconds since 1970, possibly negative.
        public var seconds: Int64
        /// Nanoseconds, 0 to 999,999,999.
        public var nanoseconds: Int32

        /// Creates a moment.
        public init(seconds: Int64 = 0, nanoseconds: Int32 = 0) {
            self.seconds = seconds
            self.nanoseconds = nanoseconds
        }
    }

    /// The name as written; not yet canonical.
    public var path: ByteString
    /// What it is.
    public var kind: Kind
    /// Permissions with setuid, setgid and sticky bit: `mode & 0o7777`.
    public var mode: UInt16
    /// The owner's number.
    public var userID: Int64
    /// The group's number.
    public var groupID: Int64
    /// The length of the content in bytes, holes of sparse files included; 0 for what has none.
    public var size: Int64
    /// When the content was changed last.
    public var modified: Time
    /// The target of a link as written; empty for anything else.
    public var linkTarget: ByteString
    /// The device's major number.
    public var deviceMajor: UInt32
    /// The device's minor number.
    public var deviceMinor: UInt32
    /// Extended attributes: raw from `SCHILY.xattr.`, decoded from `LIBARCHIVE.xattr.`.
    public var extendedAttributes: [ByteString: [UInt8]]
    /// The pax records with a meaning of their own that is not in the fields above, such as `MSWINDOWS.rawsd`.
    public var otherRecords: [ByteString: [UInt8]]

    /// Creates an entry.
    public init(
        path: ByteString,
        kind: Kind = .file,
        mode: UInt16 = 0o644,
        userID: Int64 = 0,
        groupID: Int64 = 0,
        size: Int64 = 0,
        modified: Time = Time(),
        linkTarget: ByteString = "",
        deviceMajor: UInt32 = 0,
        deviceMinor: UInt32 = 0,
        extendedAttributes: [ByteString: [UInt8]] = [:],
        otherRecords: [ByteString: [UInt8]] = [:]
    ) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.userID = userID
        self.groupID = groupID
        self.size = size
        self.modified = modified
        self.linkTarget = linkTarget
        self.deviceMajor = deviceMajor
        self.deviceMinor = deviceMinor
        self.extendedAttributes = extendedAttributes
        self.otherRecords = otherRecords
    }
}
