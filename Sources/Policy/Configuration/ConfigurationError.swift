// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// One thing that is wrong with a configuration file, and where.
public struct ConfigurationError: Error, Hashable {
    /// The file as the caller named it.
    public let file: String
    /// The line, from 1; nil when it is about the file as a whole.
    public let line: Int?
    /// The column in characters, from 1.
    public let column: Int?
    /// What is wrong and what to write instead, for people.
    public let message: String

    init(file: String, place: Place? = nil, message: String) {
        self.file = file
        self.line = place?.line
        self.column = place?.column
        self.message = message
    }
}

extension ConfigurationError: CustomStringConvertible {
    /// The place and the message, as compilers print them.
    public var description: String {
        guard let line, let column else { return "\(file): \(message)" }
        return "\(file):\(line):\(column): \(message)"
    }
}

/// Everything that is wrong with a configuration file, in the order of the file.
public struct ConfigurationErrors: Error, Hashable {
    /// The errors, at least one and at most ``maximumCount``.
    public let errors: [ConfigurationError]

    /// The most errors told at once.
    public static let maximumCount = 100

    init(_ errors: [ConfigurationError]) {
        let sorted = errors.sorted { ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0) }
        self.errors = Array(sorted.prefix(Self.maximumCount))
    }
}

extension ConfigurationErrors: CustomStringConvertible {
    /// The errors, one a line.
    public var description: String { errors.map(\.description).joined(separator: "\n") }
}

/// A place in a text, line and column from 1.
struct Place: Hashable {
    var line: Int
    var column: Int

    static let start = Place(line: 1, column: 1)
}
