// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why a password file cannot be used.
public struct PasswordFileError: Error, Hashable {
    /// The file.
    public let path: String
    /// The line that is wrong, from 1; nil when it is not about one line.
    public let line: Int?
    /// What is wrong, without any hash.
    public let message: String

    init(path: String, line: Int? = nil, message: String) {
        self.path = path
        self.line = line
        self.message = message
    }
}

extension PasswordFileError: CustomStringConvertible {
    /// The place and what is wrong there.
    public var description: String { path + (line.map { ":\($0)" } ?? "") + ": " + message }
}
