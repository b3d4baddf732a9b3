// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import Policy
import Trust

struct RulesCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a configuration file without starting anything.",
        discussion: """
            EXAMPLES:
              holdfast rules check holdfast.yaml

            Ends with 2 when the file is not valid, and prints every fault with its line and column. The files of the
            keys that it names are read too.
            """
    )

    @Argument(help: "The file.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        let faults = Self.faults(of: file)
        switch console.format {
        case .json:
            let document: JSONText = .object([
                "schema": "holdfast.rules/1",
                "file": .string(file),
                "valid": .bool(faults.isEmpty),
                "errors": .array(faults.map { .string($0) }),
            ])
            try console.data(document.text)
        case .text:
            for fault in faults { try console.complain(fault) }
            if faults.isEmpty { try console.data("\(file) is valid") }
        }
        guard faults.isEmpty else { throw ExitStatus.usage }
    }

    private static func faults(of file: String) -> [String] {
        do {
            let configuration = try Configuration.load(path: file)
            _ = try configuration.trustKeys { try VerificationKey(publicKeyOrCertificate: $0) }
            return []
        } catch {
            return String(describing: error).split(separator: "\n").map { String($0) }
        }
    }
}
