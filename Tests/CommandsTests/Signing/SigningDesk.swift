// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

@testable import Commands

/// A scratch registry with an image, and keys in a directory.
struct SigningDesk: ~Copyable {
    let directory: Directory
    let registry = ScratchRegistry()

    static let environment = ["HOLDFAST_KEY_PASSWORD": "x"]

    init(keys: [String] = ["release"]) async throws {
        directory = try Directory()
        for key in keys {
            _ = await CommandRun(
                ["key", "generate", "--output", "\(directory.path)/\(key)", "--quiet"],
                environment: Self.environment
            )
        }
    }

    /// Where the command line would keep what it remembers: below the test's own directory.
    private static func environment(in path: String) -> [String: String] {
        environment.merging(["XDG_STATE_HOME": "\(path)/state", "DOCKER_AUTH_CONFIG": "{}"]) { $1 }
    }

    func sign(_ reference: String, by key: String = "release", _ options: String...) async -> CommandRun {
        await CommandRun(
            ["sign", reference, "--key", "\(directory.path)/\(key).key"] + options,
            environment: Self.environment(in: directory.path)
        )
    }

    func verify(_ reference: String, by key: String = "release", _ options: String...) async -> CommandRun {
        await CommandRun(
            ["verify", reference, "--key", "\(directory.path)/\(key).pub"] + options,
            environment: Self.environment(in: directory.path)
        )
    }

    func run(_ arguments: String...) async -> CommandRun {
        await CommandRun(arguments, environment: Self.environment(in: directory.path))
    }
}
