// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct RulesTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Tell which rule a push to a tag meets, and what would happen.",
        discussion: """
            EXAMPLES:
              holdfast rules test team/app:1.0
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
            let document = try await client.document(
                ManagementRequest(
                    "test the rules for \(reference.name)",
                    .get,
                    "/api/v1/rules",
                    query: ["ref": reference.name]
                )
            )
            let current = document.value["current"]?.string
            if let digest = reference.reference.digest, current != digest.rawValue {
                let meaning = current.map { "means \(VisibleText.line($0))" } ?? "does not exist"
                try console.talk("\(reference.name) \(meaning), not \(digest).")
            }
            try console.show(document) { Self.text(document.value, name: reference.name, style: console.style) }
        }
    }

    /// The answer in words.
    static func text(_ answer: JSONValue, name: String, style: Style) -> String {
        var fields = Fields()
        fields.add("Tag", name)
        fields.add("Means", answer["current"]?.string ?? "nothing: it does not exist")
        fields.add("Rule", answer["rule"]?.string)
        fields.add("Create", answer["create"]?.string)
        fields.add("Change", answer["change"]?.string)
        fields.add("Delete", answer["delete"]?.string)
        for requirement in answer["require"]?.array ?? [] {
            fields.add("Requires", requirement["words"]?.string)
        }
        if answer["pull"]?.string == "signed" { fields.add("Pull", "only what meets that") }
        fields.add("So", answer["outcome"]?.string)
        return fields.text(style: style)
    }
}
