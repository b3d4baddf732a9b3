// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct Scrub: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scrub",
        abstract: "Hash everything that is stored and tell what is corrupt.",
        discussion: """
            EXAMPLES:
              holdfast scrub
              holdfast scrub --format json

            Ends with 6 when something is corrupt. It is no longer served then, and the next push of it heals it.
            """
    )

    @OptionGroup var administration: AdministrationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        try await administration.withTarget(server: server, login: login) { target in
            let maintenance = try target.maintenance()
            try console.progress("Hashing everything that is stored")
            let document = try await maintenance.scrub()
            try console.show(document) { try Self.text(document, style: console.style) }
            let corrupt = try document.list("corrupt").count
            guard corrupt > 0 else { return }
            throw CommandFailure(
                .integrity,
                "\(Quantity.count(corrupt, "blob")) \(corrupt == 1 ? "is" : "are") corrupt and no longer served",
                advice: "Push an image that has them again, or restore them from a backup."
            )
        }
    }

    /// What was checked, and the digests that do not fit.
    static func text(_ document: ServerDocument, style: Style) throws -> String {
        let corrupt = try document.list("corrupt")
        let checked = Int(document.value["checked"]?.integer ?? 0)
        let size = Quantity.bytes(document.value["bytes"]?.integer ?? 0)
        let sum = "checked \(Quantity.count(checked, "blob")), \(size)"
        guard !corrupt.isEmpty else { return "\(sum): all hash to their digests" }
        var table = Table(["CORRUPT", "REPOSITORIES"])
        for blob in corrupt {
            table.add([
                Table.Cell(blob["digest"]?.string ?? "") { $0.failure($1) },
                Table.Cell((blob["repositories"]?.strings ?? []).joined(separator: " ")),
            ])
        }
        return "\(table.text(style: style))\n\(sum)"
    }
}
