// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel
import Trust

struct KeyPublic: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "public",
        abstract: "Print the public key of a key's file, and its fingerprint.",
        discussion: """
            EXAMPLES:
              holdfast key public release.key > release.pub
              holdfast key public release.pub --format json
            """
    )

    @Argument(help: "A private key, for which the password is needed, or a public one.", completion: .file())
    var file: String

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        let key = try KeyReading.verificationKey(file)
        let document = try ServerDocument(
            .object([
                "schema": "holdfast.key/1",
                "pem": .string(key.pem),
                "fingerprint": .string(key.fingerprint.rawValue),
            ])
        )
        try console.show(document) { key.pem }
        try console.talk("The key is \(key.fingerprint).")
    }
}
