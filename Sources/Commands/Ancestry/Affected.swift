// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct Affected: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "affected",
        abstract: "List every image that is built on one.",
        discussion: """
            EXAMPLES:
              holdfast affected team/debian:12            what to build anew when it changes
              holdfast affected team/debian:12 --ever     tags that once meant such an image, too
              holdfast affected team/debian@sha256:9c1f… --format json

            The server looks it up in its index: by layers, by the bases that images name, and by the provenance that
            builders wrote; directly and through other images. Without a host, REF means the server of --server,
            HOLDFAST_SERVER or http://127.0.0.1:5000.
            """
    )

    @Argument(
        help: ArgumentHelp("A tag or a digest; an index stands for the images of all its platforms.", valueName: "ref"),
        transform: ReferenceArgument.image
    )
    var reference: Reference

    @Flag(help: "List tags that once meant an affected image, and images that no tag means.")
    var ever = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        try await server.withClient(for: reference, login: login) { client in
            let name = reference.queryText + (reference.digest.map { "@\($0)" } ?? "")
            var request = ManagementRequest(
                "find what is built on \(name)",
                .get,
                "/api/v1/affected",
                query: ["ref": name]
            )
            if ever { request.target += "&ever=1" }
            let document = try await client.document(request)
            let images = try document.list("images")
            if document.value["truncated"] == .bool(true) {
                try console.complain("There are more than the server lists at once.")
            }
            if document.value["indexing"] == .bool(true) {
                try console.complain("The server still indexes what it had before; some images are missing yet.")
            }
            if images.isEmpty { try console.talk("Nothing is built on \(name).") }
            guard !images.isEmpty || console.format == .json else { return }
            try console.show(document) { AffectedTable.text(images, style: console.style) }
        }
    }
}

extension ReferenceArgument {
    /// Reads a reference that names a tag or a digest.
    @Sendable static func image(_ text: String) throws -> Reference {
        let reference = try any(text)
        guard reference.tag != nil || reference.digest != nil else {
            throw ValidationError("\"\(reference)\" names a repository; write \(reference.repository):TAG.")
        }
        return reference
    }
}
