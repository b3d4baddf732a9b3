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

            Reads an unencrypted ECDSA P-256 key in PEM: PKCS#8 (BEGIN PRIVATE KEY) or SEC1 (BEGIN EC PRIVATE KEY). Other \
            kinds of keys cannot be used. Writes release.key, encrypted, and release.pub, as `key generate` does. The \
            file that was read stays as it is, unencrypted: remove it when you need it no more.

            Keys that cosign made (BEGIN ENCRYPTED …) need no import: `holdfast sign` takes them as they are.
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
