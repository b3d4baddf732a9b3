// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive

/// A file of an image's tree, with everything about it but its name and its bytes.
public struct FileEntry: Hashable, Sendable {
    /// What a file is.
    public enum Kind: String, Sendable {
        case file
        case directory
        case symlink
        case char
        case block
        case fifo
    }

    /// What the first bytes of a file's content say that it is.
    public enum Content: UInt8, Sendable {
        /// No program that the system would run, or too short to tell.
        case other
        /// An ELF object: a program, a shared library, an object file.
        case elf
        /// A script with an interpreter line, `#!`.
        case script
        /// A program for Windows.
        case windows
    }

    /// What it is.
    public var kind: Kind
    /// Permissions with setuid, setgid and sticky bit.
    public var mode: UInt16
    /// The owner's number.
    public var userID: Int64
    /// The group's number.
    public var groupID: Int64
    /// The length of the content; 0 for anything but a file.
    public var size: Int64
    /// The hash of the content; nil for anything but a file.
    public var hash: ContentHash?
    /// What the content looks like.
    public var content: Content
    /// A symbolic link's target as written; empty for anything else.
    public var target: ByteString
    /// The device's major number.
    public var deviceMajor: UInt32
    /// The device's minor number.
    public var deviceMinor: UInt32
    /// Extended attributes.
    public var extendedAttributes: [ByteString: [UInt8]]
    /// The pax records with a meaning of their own, such as those of Windows.
    public var otherRecords: [ByteString: [UInt8]]
    /// When the content was changed last.
    public var modified: TarEntry.Time
    /// The layer that set the entry last, counted from 0.
    public var layer: Int
    /// Whether no layer names the directory: it exists because something lies in it.
    public var isImplicit: Bool

    /// Creates an entry.
    public init(
        kind: Kind,
        mode: UInt16,
        userID: Int64 = 0,
        groupID: Int64 = 0,
        size: Int64 = 0,
        hash: ContentHash? = nil,
        content: Content = .other,
        target: ByteString = "",
        deviceMajor: UInt32 = 0,
        deviceMinor: UInt32 = 0,
        extendedAttributes: [ByteString: [UInt8]] = [:],
        otherRecords: [ByteString: [UInt8]] = [:],
        modified: TarEntry.Time = TarEntry.Time(),
        layer: Int = 0,
        isImplicit: Bool = false
    ) {
        self.kind = kind
        self.mode = mode
        self.userID = userID
        self.groupID = groupID
        self.size = size
        self.hash = hash
        self.content = content
        self.target = target
        self.deviceMajor = deviceMajor
        self.deviceMinor = deviceMinor
        self.extendedAttributes = extendedAttributes
        self.otherRecords = otherRecords
        self.modified = modified
        self.layer = layer
        self.isImplicit = isImplicit
    }
}
