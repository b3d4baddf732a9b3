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
              HOLDFAST_KEY_PASSWORD="$(pass show signing)" holdfast key generate --output ci

            The first writes release.key, the private key, encrypted and readable by you alone, and release.pub for \
            everybody who verifies. Files that are there are never written over.

            The password is asked for twice, unless HOLDFAST_KEY_PASSWORD or COSIGN_PASSWORD is set. Nobody can restore \
            a key whose password is lost.
            """
    )

    @OptionGroup var pair: KeyPairOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try pair.write(SigningKey.generate(), console: output.console)
    }
}
