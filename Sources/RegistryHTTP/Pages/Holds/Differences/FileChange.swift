// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff

/// A path at which two images differ, as the page of a hold shows it.
struct FileChange: Sendable {
    /// What a path held, before or after.
    struct Side: Hashable, Sendable {
        var type: String
        var mode: String
        var userID: Int64
        var groupID: Int64
        var size: Int64
        var digest: String?
        var target: String?
    }

    /// The absolute path, in which bytes that are no text are escapes.
    var path: String
    var platform: String
    var change: FileDifference.Change
    /// What of a modified file differs, in the words of the document.
    var fields: [String]
    var from: Side?
    var to: Side?
    var severity: Severity
    var reasons: [String]
    /// The kind of noise that it is, if it is.
    var noise: String?
    /// The lines that differ, as the hunks of a unified diff.
    var text: String?
    /// Tells whether more lines differ than ``text`` holds.
    var isTextCut: Bool
}

extension FileChange {
    /// What differs, in a few words such as `mode 0755 → 4755`; empty where the reasons and the change say it all.
    var particulars: [String] {
        guard let from, let to else {
            return [Self.kind(of: to ?? from)].compactMap { $0 }
        }
        var words: [String] = []
        if from.type != to.type { words.append("\(from.type) → \(to.type)") }
        if from.mode != to.mode { words.append("mode \(from.mode) → \(to.mode)") }
        if from.userID != to.userID || from.groupID != to.groupID {
            words.append("owner \(from.userID):\(from.groupID) → \(to.userID):\(to.groupID)")
        }
        if from.target != to.target, from.type == to.type {
            words.append("leads to \(to.target ?? "nothing"), before to \(from.target ?? "nothing")")
        }
        if fields.contains(FileField.content.rawValue) {
            words.append(
                from.size == to.size
                    ? "content, \(ByteText.text(to.size)) as before"
                    : "content, \(ByteText.text(from.size)) → \(ByteText.text(to.size))"
            )
        }
        if fields.contains(FileField.attributes.rawValue) { words.append("extended attributes") }
        if fields == [FileField.modified.rawValue] { words.append("moment of the last change") }
        return words
    }

    private static func kind(of side: Side?) -> String? {
        guard let side else { return nil }
        switch side.type {
        case FileEntry.Kind.file.rawValue: return "\(ByteText.text(side.size)), mode \(side.mode)"
        case FileEntry.Kind.symlink.rawValue, "hardlink": return "\(side.type) to \(side.target ?? "nothing")"
        default: return "\(side.type), mode \(side.mode)"
        }
    }
}
