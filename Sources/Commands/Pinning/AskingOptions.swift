// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIClient
import OCIModel

/// The options that say how much registries are asked.
struct AskingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Ask a registry no more when it grants only so many further requests.",
            valueName: "requests"
        )
    )
    var floor: Int64 = DigestResolver.standardFloor

    init() {}

    func validate() throws {
        guard floor >= 0 else { throw ValidationError("--floor is a number of requests, 0 or more.") }
    }

    /// Hands out what asks registries about references, with the progress on a terminal.
    func withDesk<Result>(
        for questions: [Reference],
        _ platform: Platform?,
        _ places: PlaceOptions,
        trusting logs: LockedLogs,
        volume: Console.Volume,
        _ body: (RegistryDesk) async throws -> Result
    ) async throws -> Result {
        try await places.withAccess(to: questions.map { .registry($0) }, retries: .brief) { access in
            try await withDesk(access, platform, trusting: logs, volume: volume, body)
        }
    }

    /// Hands out what asks registries about references, with the progress on a terminal.
    func withDesk<Result>(
        _ access: ImageAccess,
        _ platform: Platform?,
        trusting logs: LockedLogs,
        volume: Console.Volume,
        _ body: (RegistryDesk) async throws -> Result
    ) async throws -> Result {
        try await logs.witness(for: access)
        return try await ProgressLine.showing("image", volume: volume) { progress in
            try await body(
                RegistryDesk(
                    access: access,
                    resolver: access.resolver(floor: floor),
                    history: access.history(floor: floor),
                    platform: platform,
                    progress: progress
                )
            )
        }
    }
}
