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

            Kept is every manifest that nobody deleted, tagged or not, unless a retention rule lets it go; and always what \
            tags mean, what open holds offer, and what the locks of "keep-locks" refer to.
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

    /// What went, or would go: a table of the manifests and a sum, and what locks kept.
    static func text(_ document: ServerDocument, mode: GarbageMode, style: Style) throws -> String {
        let manifests = try document.list("manifests")
        let blobs = try document.list("blobs").count
        let verb = mode == .dryRun ? "would go" : "removed"
        let size = Quantity.bytes(document.value["bytes"]?.integer ?? 0)
        let sum = "\(Quantity.count(manifests.count, "manifest")) and \(Quantity.count(blobs, "blob")) \(verb), \(size)"
        return [
            table(of: manifests, style: style), sum,
            document.value["locks"].flatMap { locks($0, mode: mode, style: style) },
        ].compactMap { $0 }.joined(separator: "\n")
    }

    private static func table(of manifests: [JSONValue], style: Style) -> String? {
        guard !manifests.isEmpty else { return nil }
        var table = Table(["REPOSITORY", "DIGEST", "REASON"])
        for manifest in manifests {
            table.add([
                Table.Cell(manifest["repository"]?.string ?? ""),
                Table.Cell(manifest["digest"]?.string.map(ShortDigest.text) ?? ""),
                Table.Cell(manifest["reason"]?.string ?? ""),
            ])
        }
        return table.text(style: style)
    }

    /// What locks keep, and which patterns match none; nil when there are no patterns.
    private static func locks(_ locks: JSONValue, mode: GarbageMode, style: Style) -> String? {
        let missing = (locks["unmatched"]?.strings ?? []).map { pattern in
            "WARNING: no file matches \"\(pattern)\" of \"keep-locks\"; until one does, nothing is removed"
        }
        guard let files = locks["files"]?.integer, let digests = locks["digests"]?.integer,
            files > 0 || !missing.isEmpty
        else { return nil }
        let kept = locks["manifests"]?.array ?? []
        let count = "\(Quantity.count(Int(files), "lock")) with \(Quantity.count(Int(digests), "digest"))"
        let sum = (["kept for \(count): \(Quantity.count(kept.count, "manifest")) that would go otherwise"] + missing)
            .joined(separator: "\n")
        // Who only wants to know what would happen wants to know why, too.
        guard mode == .dryRun, let table = table(of: kept, style: style) else { return sum }
        return "\(sum)\n\(table)"
    }
}
