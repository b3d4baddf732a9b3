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

    // In an order that leaves no gaps: a comparison holds a million of them.

    /// The owner's number.
    public var userID: Int64
    /// The group's number.
    public var groupID: Int64
    /// The length of the content; 0 for anything but a file.
    public var size: Int64
    /// When the content was changed last.
    public var modified: TarEntry.Time
    private var layerNumber: Int32
    /// A symbolic link's target as written; empty for anything else.
    public var target: ByteString
    private var rarities: Rarities
    /// The hash of the content; nil for anything but a file.
    public var hash: ContentHash?
    /// What it is.
    public var kind: Kind
    /// What the content looks like.
    public var content: Content
    /// Whether no layer names the directory: it exists because something lies in it.
    public var isImplicit: Bool
    /// Permissions with setuid, setgid and sticky bit.
    public var mode: UInt16

    /// What few files have, apart so that the others need no room for it.
    fileprivate indirect enum Rarities: Hashable {
        case none
        case some(Rarity)
    }

    fileprivate struct Rarity: Hashable {
        var deviceMajor: UInt32 = 0
        var deviceMinor: UInt32 = 0
        var extendedAttributes: [ByteString: [UInt8]] = [:]
        var otherRecords: [ByteString: [UInt8]] = [:]
    }

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
        self.userID = userID
        self.groupID = groupID
        self.size = size
        self.modified = modified
        self.layerNumber = Int32(clamping: layer)
        self.target = target
        self.rarities = Rarities(
            Rarity(
                deviceMajor: deviceMajor,
                deviceMinor: deviceMinor,
                extendedAttributes: extendedAttributes,
                otherRecords: otherRecords
            )
        )
        self.hash = hash
        self.kind = kind
        self.content = content
        self.isImplicit = isImplicit
        self.mode = mode
    }

    /// The layer that set the entry last, counted from 0.
    public var layer: Int {
        get { Int(layerNumber) }
        set { layerNumber = Int32(clamping: newValue) }
    }
}

extension FileEntry {
    /// The device's major number.
    public var deviceMajor: UInt32 {
        get { rarity.deviceMajor }
        set { rarity.deviceMajor = newValue }
    }

    /// The device's minor number.
    public var deviceMinor: UInt32 {
        get { rarity.deviceMinor }
        set { rarity.deviceMinor = newValue }
    }

    /// Extended attributes.
    public var extendedAttributes: [ByteString: [UInt8]] {
        get { rarity.extendedAttributes }
        set { rarity.extendedAttributes = newValue }
    }

    /// The pax records with a meaning of their own, such as those of Windows.
    public var otherRecords: [ByteString: [UInt8]] {
        get { rarity.otherRecords }
        set { rarity.otherRecords = newValue }
    }

    private var rarity: Rarity {
        get { if case .some(let rarity) = rarities { rarity } else { Rarity() } }
        set { rarities = Rarities(newValue) }
    }
}

extension FileEntry.Rarities {
    /// Equal files are equal here, too: what says nothing is none.
    fileprivate init(_ rarity: FileEntry.Rarity) {
        self = rarity == FileEntry.Rarity() ? .none : .some(rarity)
    }
}
