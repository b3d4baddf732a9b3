// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct Completions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Print what makes a shell complete holdfast's commands.",
        discussion: """
            EXAMPLES:
              holdfast completions bash > ~/.local/share/bash-completion/completions/holdfast
              holdfast completions zsh > ~/.zfunc/_holdfast
              holdfast completions fish > ~/.config/fish/completions/holdfast.fish
            """
    )

    /// A shell that can be helped.
    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash
        case zsh
        case fish

        fileprivate var completionShell: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: "The shell: bash, zsh or fish.")
    var shell: Shell

    func run() async throws {
        try Console(format: .text, volume: .normal)
            .data(HoldfastCommand.completionScript(for: shell.completionShell))
    }
}
