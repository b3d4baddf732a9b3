// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct GarbageCollection: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Remove stored content that nothing keeps.",
        discussion: """
            EXAMPLES:
              holdfast gc --dry-run     show what would go
              holdfast gc

            Kept is every manifest that nobody deleted, tagged or not, and what open holds offer, unless a retention \
            rule lets it go.
            """
    )

    @Flag(help: "Show what would go, and remove nothing.")
    var dryRun = false

    @OptionGroup var administration: AdministrationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        try await administration.withTarget(server: server, login: login) { target in
            let maintenance = try target.maintenance()
            try console.progress("Looking for what nothing keeps")
            let document = try await maintenance.collectGarbage(dryRun ? .dryRun : .remove)
            try console.show(document) {
                try Self.text(document, mode: dryRun ? .dryRun : .remove, style: console.style)
            }
        }
    }

    /// What went, or would go: a table of the manifests and a sum.
    static func text(_ document: ServerDocument, mode: GarbageMode, style: Style) throws -> String {
        let manifests = try document.list("manifests")
        let blobs = try document.list("blobs").count
        let verb = mode == .dryRun ? "would go" : "removed"
        let size = Quantity.bytes(document.value["bytes"]?.integer ?? 0)
        let sum = "\(Quantity.count(manifests.count, "manifest")) and \(Quantity.count(blobs, "blob")) \(verb), \(size)"
        guard !manifests.isEmpty else { return sum }
        var table = Table(["REPOSITORY", "DIGEST", "REASON"])
        for manifest in manifests {
            table.add([
                Table.Cell(manifest["repository"]?.string ?? ""),
                Table.Cell(manifest["digest"]?.string.map(ShortDigest.text) ?? ""),
                Table.Cell(manifest["reason"]?.string ?? ""),
            ])
        }
        return "\(table.text(style: style))\n\(sum)"
    }
}
