// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete a tag; the content it means stays.",
        discussion: """
            EXAMPLES:
              holdfast delete team/app:1.0-rc1
              holdfast delete team/app:1.0-rc1@sha256:…    only if the tag means that

            Other content pushed under the name later still counts as a change.
            """
    )

    @Argument(help: "The tag.", transform: ReferenceArgument.tagged)
    var reference: TaggedReference

    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        try await server.withClient(for: reference.reference, login: login) { client in
            var request = ManagementRequest(
                "delete \(reference.name)",
                .delete,
                "/v2/\(reference.reference.repository)/manifests/\(reference.tag)"
            )
            request.ifMatch = reference.reference.digest.map { "\"\($0)\"" }
            _ = try await client.perform(request)
        }
        let document = try ServerDocument(
            .object([
                "schema": "holdfast.delete/1",
                "repository": .string(reference.reference.repository.rawValue),
                "tag": .string(reference.tag.rawValue),
            ])
        )
        try console.show(document) { "deleted \(reference.name)" }
        try console.talk("What it meant stays stored: `holdfast history \(reference.written)` tells the digests.")
    }
}
