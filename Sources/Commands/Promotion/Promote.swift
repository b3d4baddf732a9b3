// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct Promote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Let a tag mean what another one means.",
        discussion: """
            EXAMPLES:
              holdfast promote app:1.4.2 prod/app:1.4.2
              holdfast promote app:1.4.2 app:live --reason "release 7"
              holdfast promote ci.example.com/app:1.4.2 registry.example.com/prod/app --dry-run

            The digest stays as it is; signatures and other referrers come along. The rules of the target decide, as for a
            push. Within one Holdfast no bytes move; between registries it is a copy, of which the history of the target
            says where it comes from. Prints the target with its digest; ends with 1 when the change is held or refused.
            """
    )

    @Argument(
        help: "What to promote: a tag, a digest, or a tag with the digest it must mean.",
        transform: Promote.source
    )
    var source: Reference

    @Argument(help: "The tag to set; without one, the source's.", transform: ReferenceArgument.any)
    var target: Reference

    @Option(help: ArgumentHelp("Why, in one line; history keeps it.", valueName: "text"))
    var reason: String?

    @Flag(help: "Change nothing; tell what the target's rules would do.")
    var dryRun = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard target.tag != nil || source.tag != nil else {
            throw ValidationError("Say which tag to set: \(target.repository):TAG.")
        }
    }

    func run() async throws {
        let isHere = try server.address(host: source.host) == server.address(host: target.host)
        let kind = try await server.withClient(for: target, login: login) { client in
            try await TargetKind.ask(client, about: tagged)
        }
        if isHere, kind != .foreign {
            try await promoteHere()
        } else {
            let promotion = DistantPromotion(
                source: source,
                target: tagged,
                kind: kind,
                reason: reason,
                server: server,
                login: login,
                output: output
            )
            try await promotion.run(mode: dryRun ? .rehearse : .carryOut)
        }
    }

    /// The target with its tag.
    private var tagged: Reference {
        var reference = target
        reference.tag = target.tag ?? source.tag
        return reference
    }

    private func promoteHere() async throws {
        let console = output.console
        try await server.withClient(for: target, login: login) { client in
            let document: ServerDocument
            do {
                document = try await client.document(
                    ManagementRequest(
                        "promote \(Self.here(source)) to \(Self.here(tagged))",
                        .post,
                        "/api/v1/promote",
                        body: .object([
                            "from": .string(Self.here(source)),
                            "to": .string(Self.here(tagged)),
                            "reason": reason.map { .string($0) } ?? .null,
                            "dryRun": .bool(dryRun),
                        ])
                    )
                )
            } catch let refusal as ServerRefusal {
                throw refusal.finding
            }
            let view = try PromotionView(document, server: server.hint(for: target))
            try console.show(document) { VisibleText.line(view.text) }
            for note in view.notes { try console.complain(note) }
            if view.isHeld { for line in view.summary.split(separator: "\n") { try console.complain(String(line)) } }
            if !view.isHeld { try console.talk(view.summary) }
            if view.isHeld { throw ExitStatus.finding }
        }
    }

    /// The reference as the registry itself writes it.
    private static func here(_ reference: Reference) -> String {
        var reference = reference
        reference.host = nil
        return reference.description
    }

    @Sendable private static func source(_ text: String) throws -> Reference {
        var reference = try ReferenceArgument.any(text)
        if reference.tag == nil, reference.digest == nil { reference.tag = try Tag("latest") }
        return reference
    }
}
