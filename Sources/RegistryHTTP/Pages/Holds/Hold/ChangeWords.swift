// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff

/// The names of settings, for people.
enum SettingName {
    /// The name of a setting by that of the document, which stays what it is when it is not known.
    static func words(for field: String) -> String {
        switch ConfigDifference.Field(rawValue: field) {
        case .entrypoint?: "Entrypoint"
        case .command?: "Command"
        case .environment?: "Environment"
        case .user?: "User"
        case .ports?: "Ports"
        case .volumes?: "Volumes"
        case .healthcheck?: "Health check"
        case .workingDirectory?: "Working directory"
        case .stopSignal?: "Stop signal"
        case .shell?: "Shell"
        case .onBuild?: "On build"
        case .platform?: "Platform"
        case .labels?: "Label"
        case .created?: "Created"
        case .author?: "Author"
        case .history?: "History"
        case .other?: "Other setting"
        case .remark?: "Note"
        case nil: field
        }
    }
}

/// What happened to packages, for people.
enum PackageWords {
    /// The ways that packages go, in the order in which they are told.
    static let shown: [(direction: PackageChange.Direction, word: String)] = [
        (.upgraded, "newer"), (.downgraded, "older"), (.changed, "of another version"), (.added, "added"),
        (.removed, "removed"),
    ]

    static func word(for direction: PackageChange.Direction) -> String {
        shown.first { $0.direction == direction }?.word ?? direction.rawValue
    }

    /// The word for a way as the document names it, which stays what it is when it is not known.
    static func word(named name: String) -> String {
        PackageChange.Direction(rawValue: name).map(word(for:)) ?? name
    }
}

extension String {
    /// A path in one line: what breaks lines, or is not seen, becomes visible.
    var pathLine: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x09: result += "\\t"
            case 0x0a: result += "\\n"
            case 0x0d: result += "\\r"
            case 0x200c...0x200d, 0xfe00...0xfe0f: result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
