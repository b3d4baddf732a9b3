// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct Rollback: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Let a tag mean again what it meant before.",
        discussion: """
            EXAMPLES:
              holdfast rollback app:live --to previous --reason "1.4.2 breaks the checkout"
              holdfast rollback app:live --to sha256:… --reason "the last good one"
              holdfast rollback app:live --as-of 2026-11-01T10:00 --reason "as before the release"

            Whoever may approve goes back at once, to anything the tag has meant; who may only push has it judged like a
            push. A deleted tag comes back. Nothing is uploaded. Ends with 1 when a rule holds or refuses it.
            """
    )

    @Argument(help: "The tag.", transform: ReferenceArgument.tagged)
    var reference: TaggedReference

    @Option(
        help: ArgumentHelp("What to go back to: previous, or a digest that the tag has meant.", valueName: "digest"),
        transform: Rollback.goal
    )
    var to: String?

    @Option(
        help: ArgumentHelp("Go back to what the tag meant then; 7d is a week ago.", valueName: "time"),
        transform: MomentArgument.read
    )
    var asOf: MomentArgument?

    @Option(help: ArgumentHelp("Why, in one line; history keeps it.", valueName: "text"))
    var reason: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (to == nil) != (asOf == nil) else {
            throw ValidationError("Say what to go back to: --to previous, --to DIGEST or --as-of TIME.")
        }
        guard reference.reference.digest == nil else {
            throw ValidationError("A digest to go back to is given with --to.")
        }
        guard let reason, reason.contains(where: { $0 != " " }) else {
            throw ValidationError("Say why, with --reason; history keeps it.")
        }
    }

    func run() async throws {
        let console = output.console
        let moment = asOf?.timestamp(now: console.now)
        try await server.withClient(for: reference.reference, login: login) { client in
            let document: ServerDocument
            do {
                document = try await client.document(
                    ManagementRequest(
                        "roll back \(reference.name)",
                        .post,
                        "/api/v1/rollback",
                        body: .object([
                            "ref": .string(reference.name),
                            "to": to.map { .string($0) } ?? .null,
                            "asOf": moment.map { .string($0.rfc3339) } ?? .null,
                            "reason": reason.map { .string($0) } ?? .null,
                        ])
                    )
                )
            } catch let refusal as ServerRefusal {
                throw refusal.finding
            }
            let digest = document.value["digest"]?.string ?? ""
            try console.show(document) { VisibleText.line("\(reference.name)@\(digest)") }
            try console.talk(summary(document.value))
        }
    }

    private func summary(_ answer: JSONValue) -> String {
        guard answer["outcome"]?.string == "restored" else { return "\(reference.name) means that already." }
        guard let previous = answer["previous"]?.string else { return "\(reference.name) is back." }
        // What is written with its host needs nothing else to be found again.
        let hint = reference.reference.host == nil ? server.hint(for: reference.reference) : ""
        return "\(reference.name) meant \(previous) until now."
            + " To undo this: holdfast rollback \(reference.written) --to previous --reason WHY\(hint)"
    }

    @Sendable private static func goal(_ text: String) throws -> String {
        if text == "previous" { return text }
        do throws(DigestError) {
            return try Digest(text).rawValue
        } catch {
            throw ValidationError("\"\(VisibleText.line(text))\" is neither previous nor a digest: \(error)")
        }
    }
}
