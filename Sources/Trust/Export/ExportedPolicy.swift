// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Files for another program, and what they could not say.
public struct ExportedPolicy: Sendable {
    /// One file.
    public struct File: Hashable, Sendable {
        /// The path below the place where the program looks, such as `policy.json`.
        public let name: String
        /// The content.
        public let text: String
    }

    /// The files, the most important first.
    public internal(set) var files: [File]
    /// What differs from the rules, in sentences for whoever exports.
    public internal(set) var notes: [String]
}

/// Why rules cannot be written for another program.
public enum PolicyExportError: Error, Hashable {
    /// No rule requires a signature.
    case nothingRequired
    /// A rule names a key that is not there.
    case unknownKey(String)
    /// A requirement can never be met: it asks for more keys than it names.
    case unreachable(threshold: Int, keys: [String])
    /// The program cannot be told so without asking for less; the reason in words.
    case inexpressible(String)
}

extension PolicyExportError: CustomStringConvertible {
    /// What happened and what to do next.
    public var description: String {
        switch self {
        case .nothingRequired: "no rule requires a signature (require), so there is nothing to export"
        case .unknownKey(let name):
            "a rule requires a signature by \"\(name)\", and there is no key of that name (keys)"
        case .unreachable(let threshold, let keys):
            "a rule asks for signatures by \(threshold) of \(keys.count) keys (\(keys.joined(separator: ", ")))"
        case .inexpressible(let reason): reason
        }
    }
}
