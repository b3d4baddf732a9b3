// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import Testing

@testable import Commands

@Suite struct CommandTreeTests {
    private static func commands(below command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        [command] + command.configuration.subcommands.flatMap(commands(below:))
    }

    /// A name made of the type's costs each start of the program as much as all the rest of it.
    @Test func everyCommandSaysItsName() {
        let commands = Self.commands(below: HoldfastCommand.self)
        #expect(commands.count > 60)
        for command in commands { #expect(command.configuration.commandName != nil, "\(command)") }
    }
}
