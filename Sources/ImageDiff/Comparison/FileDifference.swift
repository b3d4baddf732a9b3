// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive

/// A path at which two trees differ.
public struct FileDifference: Hashable, Sendable {
    /// What happened to a path.
    public enum Change: String, Sendable {
        case added
        case removed
        case modified
    }

    /// The absolute path.
    public var path: ByteString
    /// What happened to it.
    public var change: Change
    /// What differs, in the order of ``FileField``; empty unless the path is modified.
    public var fields: [FileField]
    /// The file as it was.
    public var from: FileTree.File?
    /// The file as it is.
    public var to: FileTree.File?
    /// How much it matters.
    public var severity: Severity
    /// Why it matters, the heaviest reason first.
    public var risks: [Risk]
    /// The kind of noise that it is, if it is noise: then it is shown as part of a count.
    public var noise: Noise?

    /// Creates a difference.
    public init(
        path: ByteString,
        change: Change,
        fields: [FileField] = [],
        from: FileTree.File? = nil,
        to: FileTree.File? = nil,
        severity: Severity = .info,
        risks: [Risk] = [],
        noise: Noise? = nil
    ) {
        self.path = path
        self.change = change
        self.fields = fields
        self.from = from
        self.to = to
        self.severity = severity
        self.risks = risks
        self.noise = noise
    }

    /// Why it matters, in short phrases.
    public var reasons: [String] { risks.map(\.rawValue) }
}

extension FileDifference {
    /// Tells whether nothing differs but the moment of the last change.
    public var isTimestampOnly: Bool { change == .modified && fields == [.modified] }

    /// Tells whether the system would run the file, before or after.
    public var isExecutable: Bool { from?.entry.isExecutable == true || to?.entry.isExecutable == true }

    /// The permission bits that are set now and were not before.
    var gainedBits: UInt16 {
        guard let new = to?.entry else { return 0 }
        return new.mode & ~(from.map { $0.entry.kind == new.kind ? $0.entry.mode : 0 } ?? 0)
    }

    /// The permission bits that were set before and are not any more, though the file is still there.
    var lostBits: UInt16 {
        guard let old = from?.entry, let new = to?.entry, old.kind == new.kind else { return 0 }
        return old.mode & ~new.mode
    }

    /// The path with a slash, if it is or was a directory, or a link that may lead to one.
    var pathInside: ByteString? {
        let kinds = [from?.entry.kind, to?.entry.kind]
        return kinds.contains(.directory) || kinds.contains(.symlink) ? ByteString(path.bytes + "/".utf8) : nil
    }

    /// Tells whether bytes, kind or target differ: the path now leads to something else.
    var leadsElsewhere: Bool {
        change != .modified || fields.contains { $0 == .content || $0 == .type || $0 == .target }
    }
}

extension FileEntry {
    /// Tells whether it is a file that the system would run or load: an execute bit, or the start of a program.
    var isExecutable: Bool { kind == .file && (mode & 0o111 != 0 || content != .other) }

    /// Tells whether it is a device.
    var isDevice: Bool { kind == .char || kind == .block }

    /// Tells whether running the file gives rights that the caller lacks.
    var isPrivileged: Bool {
        kind == .file && (mode & 0o6000 != 0 || extendedAttributes["security.capability"] != nil)
    }

    /// Tells whether everybody may change it, and in a directory everybody's files.
    var isWorldWritable: Bool {
        switch kind {
        case .file, .fifo: mode & 0o002 != 0
        case .directory: mode & 0o1002 == 0o002
        case .symlink, .char, .block: false
        }
    }
}
