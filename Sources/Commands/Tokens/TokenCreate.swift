// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel
import Policy

struct TokenCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a token and print its secret, this once.",
        discussion: """
            EXAMPLES:
              holdfast token create deploy --expires 90d
              holdfast token create ci --repositories 'ci/**' --can pull,push

            Without --can it may pull; without --repositories it is for all of them; without --expires for ever.
            """
    )

    @Argument(help: "The user the token acts as; a robot needs no password of its own.")
    var name: String

    @Option(
        help: ArgumentHelp("How long it is valid, such as 12h or 90d.", valueName: "time"),
        transform: DurationArgument.init(parsing:)
    )
    var expires: DurationArgument?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("The repositories it is for; may be repeated.", valueName: "glob")
    )
    var repositories: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "What it may do: \(Right.allCases.map(\.rawValue).joined(separator: ", ")); may be repeated.",
            valueName: "right,…"
        ),
        transform: RightList.init(parsing:)
    )
    var can: [RightList] = []

    @OptionGroup var administration: AdministrationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    /// The token these options ask for.
    var request: TokenRequest {
        let rights = can.isEmpty ? [Right.pull] : can.flatMap(\.rights)
        return TokenRequest(
            name: name,
            expires: expires?.seconds,
            repositories: repositories,
            can: Right.allCases.filter(rights.contains).map(\.rawValue)
        )
    }

    func run() async throws {
        let console = output.console
        try await administration.withTarget(server: server, login: login) { target in
            let document = try await target.tokens().createToken(request)
            guard let token = try document.list("tokens").first, let secret = token["secret"]?.string else {
                throw CommandFailure(.registry, "the server's answer holds no secret", advice: "`holdfast token list`")
            }
            try console.show(document) { VisibleText.line(secret) }
            guard console.format == .text else { return }
            let id = TokenTable.id(token)
            let expiry = Age.dated(token["expiresAt"]?.string, at: console.now).map { "expires \($0)" }
            let summary = "Token \(id), \(name), \(expiry ?? "never expires"). Keep it safe: it is not shown again."
            try console.talk(VisibleText.line(summary))
        }
    }
}

/// Rights as one writes them on the command line, with commas.
struct RightList: Equatable {
    let rights: [Right]

    @Sendable init(parsing text: String) throws {
        self.rights = try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
            guard let right = Right(rawValue: String(name)) else {
                let known = Right.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("\"\(VisibleText.line(name))\" is none of \(known).")
            }
            return right
        }
    }
}
