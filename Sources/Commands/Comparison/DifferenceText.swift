// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import ImageReading

/// A difference between two files in words.
enum DifferenceText {
    /// One line with the whole path.
    static func line(_ difference: FileDifference, style: Style) -> String {
        "\(mark(difference.change, style)) \(PathText.line(difference.path))\(details(difference, style))"
    }

    /// One line with the last part of the path, for a tree.
    static func line(_ difference: FileDifference, name: String, style: Style) -> String {
        "\(mark(difference.change, style)) \(name)\(details(difference, style))"
    }

    private static func mark(_ change: FileDifference.Change, _ style: Style) -> String {
        switch change {
        case .added: style.success("+")
        case .removed: style.failure("-")
        case .modified: style.attention("~")
        }
    }

    private static func details(_ difference: FileDifference, _ style: Style) -> String {
        var parts: [String] = []
        if !difference.reasons.isEmpty { parts.append(difference.reasons.joined(separator: ", ")) }
        parts.append(contentsOf: changes(difference))
        return parts.isEmpty ? "" : "  " + style.faint(parts.joined(separator: "; "))
    }

    private static func changes(_ difference: FileDifference) -> [String] {
        switch (difference.from?.entry, difference.to?.entry) {
        case (let old?, let new?): difference.fields.map { change($0, old, new) }
        case (let entry?, nil), (nil, let entry?): [summary(entry)]
        case (nil, nil): []
        }
    }

    private static func summary(_ entry: FileEntry) -> String {
        switch entry.kind {
        case .file: "\(ModeText.text(entry)) \(Quantity.bytes(entry.size))"
        case .symlink: "-> \(PathText.line(entry.target))"
        case .directory, .fifo: ModeText.text(entry)
        case .char, .block: "\(ModeText.text(entry)) \(entry.deviceMajor):\(entry.deviceMinor)"
        }
    }

    private static func change(_ field: FileField, _ old: FileEntry, _ new: FileEntry) -> String {
        switch field {
        case .content: "content \(Quantity.bytes(old.size)) -> \(Quantity.bytes(new.size))"
        case .mode: "mode \(ModeText.octal(old.mode)) -> \(ModeText.octal(new.mode))"
        case .owner: "owner \(old.userID):\(old.groupID) -> \(new.userID):\(new.groupID)"
        case .type: "type \(old.kind.rawValue) -> \(new.kind.rawValue)"
        case .target: "\(PathText.line(old.target)) -> \(PathText.line(new.target))"
        case .attributes: "attributes"
        case .modified: "moment"
        }
    }
}
