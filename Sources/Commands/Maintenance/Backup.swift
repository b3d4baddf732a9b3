// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy everything that is stored into a directory, while the server runs.",
        discussion: """
            EXAMPLES:
              holdfast backup /backup/registry-monday

            `holdfast serve --data DIR` starts from a copy. With --server, DIR is a directory of that machine.
            """
    )

    @Argument(help: "The directory to make.", completion: .directory)
    var directory: String

    @OptionGroup var administration: AdministrationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !directory.isEmpty else { throw ValidationError("The directory's name is empty.") }
    }

    func run() async throws {
        let console = output.console
        if let named = try server.namedAddress(), !named.isLoopback, !directory.hasPrefix("/") {
            throw CommandFailure(
                .usage,
                "the directory is one of \(named), so its path begins with a slash",
                advice: "Give the whole path."
            )
        }
        let path = Surroundings.current.absolute(directory)
        try await administration.withTarget(server: server, login: login) { target in
            let maintenance = try target.maintenance()
            try console.progress("Copying everything that is stored")
            let document = try await maintenance.backUp(to: path)
            try console.show(document) { Self.text(document, directory: path) }
        }
    }

    /// What was copied, in one line.
    static func text(_ document: ServerDocument, directory: String) -> String {
        let blobs = Quantity.count(Int(document.value["blobs"]?.integer ?? 0), "blob")
        let size = Quantity.bytes(document.value["bytes"]?.integer ?? 0)
        let place = VisibleText.line(document.value["directory"]?.string ?? directory)
        return "backed up \(blobs), \(size), to \(place)"
    }
}
