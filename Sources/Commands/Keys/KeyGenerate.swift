// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import Trust

struct KeyGenerate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make a key pair.",
        discussion: """
            EXAMPLES:
              holdfast key generate --output release
              pass show signing | HOLDFAST_KEY_PASSWORD="$(cat)" holdfast key generate --output release

            PREFIX.key is the private key, encrypted, for its owner's eyes; PREFIX.pub is for everybody. Files that are there \
            are never written over.
            """
    )

    @OptionGroup var pair: KeyPairOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try pair.write(SigningKey.generate(), console: output.console)
    }
}
