// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel
import Trust

/// Where a new key pair goes, and how dear guessing its password is made.
struct KeyPairOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("Write <prefix>.key and <prefix>.pub.", valueName: "prefix"),
        completion: .file()
    )
    var output: String

    @Option(
        help: ArgumentHelp(
            "How dear it is to guess the password: 32768 or 65536, the N of scrypt.",
            discussion: "Default: 32768, which cosign before 2.0 reads too.",
            valueName: "n"
        ),
        transform: KeyPairOptions.cost
    )
    var cost: ScryptCost = .n32768

    init() {}

    @Sendable private static func cost(_ text: String) throws -> ScryptCost {
        switch text {
        case "32768": return .n32768
        case "65536": return .n65536
        default: throw ValidationError("--cost is 32768 or 65536.")
        }
    }

    /// Writes both files and tells the fingerprint.
    func write(_ key: SigningKey, console: Console) throws {
        let prefix = Surroundings.current.absolute(output)
        let (privatePath, publicPath) = ("\(prefix).key", "\(prefix).pub")
        // Before the password is asked for; the writing itself refuses again.
        for path in [privatePath, publicPath] where ArgumentFile.exists(path) { throw KeyFile.refusal(path) }
        let password = try KeyPassword.forNewKey(console: console)
        let encrypted = try key.encryptedPEM(password: password, cost: cost)
        let verification = key.verificationKey
        try KeyFile.create(publicPath, Array(verification.pem.utf8), mode: .everybody)
        do {
            try KeyFile.create(privatePath, Array(encrypted.utf8), mode: .owner)
        } catch {
            KeyFile.takeBack(publicPath)
            throw error
        }
        let document = try ServerDocument(
            .object([
                "schema": "holdfast.key/1",
                "private": .string(privatePath),
                "public": .string(publicPath),
                "fingerprint": .string(verification.fingerprint.rawValue),
            ])
        )
        try console.show(document) {
            "\(VisibleText.line(privatePath))\n\(VisibleText.line(publicPath))"
        }
        try console.talk(
            """
            The key is \(verification.fingerprint).
            Keep \(privatePath) to yourself; give \(publicPath) to whoever verifies, and to `keys:` of holdfast.yaml.
            """
        )
    }
}
