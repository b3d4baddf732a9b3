// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIClient
import OCIModel
import TagLog

/// The options of the verbs that read a log.
struct LogOptions: ParsableArguments {
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    init() {}

    /// Hands out the repository of a reference, and what looks after its log.
    func withRepository<Result>(
        _ reference: Reference,
        _ body: (RegistrySource, LogContact) async throws -> Result
    ) async throws -> Result {
        var reference = reference
        if reference.host == nil { reference.host = try server.address().authority }
        return try await ImageAccess.withAccess(try server.placeSettings(login), remembering: .required) { access in
            try await body(try access.repository(reference), access.contact)
        }
    }

    /// Tells a person that a log was never seen before, so that its key was taken as it came.
    func tell(whetherFirst log: WatchedLog, on console: Console) throws {
        guard log.isFirst else { return }
        try console.talk(
            "First contact with the log of \(log.reader.place); its key is remembered: \(log.seen.key.text)"
        )
    }
}
