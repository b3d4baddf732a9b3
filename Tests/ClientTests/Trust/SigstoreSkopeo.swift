// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// A skopeo that reads and writes Sigstore signatures: HOLDFAST_SKOPEO, else the one that is installed.
///
/// Debian 12 builds skopeo, podman and buildah without them; upstream's read them since July 2022.
enum SigstoreSkopeo {
    static let program = ProcessInfo.processInfo.environment["HOLDFAST_SKOPEO"] ?? "skopeo"

    /// Whether it is there, and makes the keys that such signatures need.
    static var isThere: Bool {
        get async throws {
            guard Machine.path(of: program) != nil else { return false }
            return try await makeKey(in: TemporaryDirectory()).status == 0
        }
    }

    /// Makes `own.private` and `own.pub`, with the password in `password`.
    static func makeKey(in directory: TemporaryDirectory) async throws -> Shell.Outcome {
        try directory.write("password", "secret\n")
        return try await Shell.run(
            program,
            ["generate-sigstore-key", "--output-prefix", "own", "--passphrase-file", "password"],
            directory: directory.path
        )
    }

    /// Copies an image by the policy in `policy.json` and the places in `registries.d` of a directory.
    static func copy(
        _ source: String,
        _ destination: String,
        by directory: TemporaryDirectory,
        _ options: String...
    ) async throws -> Shell.Outcome {
        try await Shell.run(
            program,
            [
                "--policy", "\(directory.path)/policy.json", "--registries.d", "\(directory.path)/registries.d",
                "copy", "--src-tls-verify=false", "--dest-tls-verify=false",
            ] + options + [source, destination],
            environment: ["REGISTRY_AUTH_FILE": "\(directory.path)/auth.json"],
            directory: directory.path
        )
    }
}
