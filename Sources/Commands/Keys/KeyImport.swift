// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import Trust

struct KeyImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a key pair of a private key that another program made.",
        discussion: """
            EXAMPLES:
              openssl ecparam -name prime256v1 -genkey -noout -out old.pem
              holdfast key import old.pem --output release

            Reads an unencrypted ECDSA P-256 key in PEM, PKCS#8 (PRIVATE KEY) or SEC1 (EC PRIVATE KEY). What it writes is \
            encrypted; the file it read stays, and stays in the open.
            """
    )

    @Argument(help: "The private key, PEM.", completion: .file())
    var file: String

    @OptionGroup var pair: KeyPairOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let text = try KeyFile.text(file)
        let key: SigningKey
        do {
            key = try SigningKey(importing: text)
        } catch {
            throw CommandFailure(.usage, "\(file) holds no private key that can be imported", cause: .own("\(error)"))
        }
        try pair.write(key, console: output.console)
    }
}
