// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// A directory with files that refer to images, and the command line running in it.
struct Project {
    let directory: TemporaryDirectory

    init(_ files: [String: String]) throws {
        directory = try TemporaryDirectory()
        for (name, text) in files {
            if let slash = name.lastIndex(of: "/") { _ = try directory.directory(String(name[..<slash])) }
            try directory.write(name, Data(text.utf8))
        }
    }

    /// Runs the command line in the directory.
    func holdfast(_ arguments: String..., input: String? = nil) async throws -> Shell.Outcome {
        try await Shell.run(
            Machine.holdfast,
            arguments,
            environment: ["HOME": directory.path, "NO_COLOR": "1"],
            directory: directory.path,
            input: input
        )
    }

    func text(_ name: String) throws -> String { try Shell.text(of: "\(directory.path)/\(name)") }
}

/// What `pin` and `verify` print as JSON.
struct JudgedDocument: Decodable {
    struct Judged: Decodable {
        var path: String
        var line: Int
        var reference: String
        var status: String
        var digest: String?
        var current: String?
        var message: String?
    }

    var schema: String
    var references: [Judged]

    var statuses: [String] { references.map(\.status) }
}
