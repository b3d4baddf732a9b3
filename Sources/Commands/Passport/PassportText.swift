// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import ImageReading
import OCIClient
import OCIModel

/// A passport for people.
struct PassportText {
    /// How many platforms, packages of trouble and paths are named before the rest is counted.
    private static let limit = 12
    private static let commandWidth = 72

    let passport: Passport
    let now: Int64

    /// The lines, without a line feed at the end.
    func text(_ style: Style) -> String {
        [
            identity(style), maker(style), contents(style), settings(style), layers(style), biggest(style),
            practices(style),
        ]
        .filter { !$0.isEmpty }
        .joined(separator: "\n\n")
    }

    private var config: ImageConfig { passport.variant.config }
    private var execution: ImageConfig.Execution { config.execution }

    private func identity(_ style: Style) -> String {
        var fields = Fields()
        fields.add("Image", passport.reference)
        fields.add("Digest", passport.root.digest.rawValue)
        fields.add("Type", passport.root.manifest.mediaType.rawValue)
        fields.add("Platforms", platforms)
        if passport.attestations > 0 {
            fields.add("Attestations", "\(passport.attestations) in the index")
        }
        let isShown = passport.root.manifest.mediaType.isIndex
        if isShown { fields.add("Shown", "\(passport.variant.platform)  \(passport.variant.manifest.digest)") }
        if let past = passport.tagHistory {
            let moves = past.moves == 0 ? "never moved" : "moved \(Quantity.count(past.moves, "time"))"
            let since = Age.dated(past.lastChange, at: now).map { ", means this since \($0)" } ?? ""
            fields.add("Tag", moves + since)
        }
        return fields.text(style: style)
    }

    private var platforms: String {
        let names = passport.platforms.map(\.platform)
        let shown = names.prefix(Self.limit).joined(separator: ", ")
        return names.count > Self.limit ? "\(shown) and \(names.count - Self.limit) more" : shown
    }

    private func maker(_ style: Style) -> String {
        var fields = Fields()
        fields.add("Made", config.created.flatMap { Age.dated($0, at: now) } ?? config.created)
        fields.add("Title", passport.label("org.opencontainers.image.title", "org.label-schema.name"))
        fields.add("Version", passport.label("org.opencontainers.image.version", "org.label-schema.version"))
        fields.add("Vendor", passport.label("org.opencontainers.image.vendor", "org.label-schema.vendor"))
        fields.add("Authors", passport.label("org.opencontainers.image.authors", "maintainer") ?? config.author)
        fields.add(
            "Source",
            passport.label(
                "org.opencontainers.image.source",
                "org.opencontainers.image.url",
                "org.label-schema.vcs-url"
            ) ?? "not said"
        )
        fields.add("Revision", passport.label("org.opencontainers.image.revision", "org.label-schema.vcs-ref"))
        fields.add("Licences", passport.label("org.opencontainers.image.licenses"))
        fields.add("Base", base)
        fields.add("Signatures", signatures)
        return "\(style.heading("WHO MADE IT"))\n\(fields.text(style: style))"
    }

    private var base: String? {
        let name = passport.label("org.opencontainers.image.base.name")
        let digest = passport.label("org.opencontainers.image.base.digest")
        guard name != nil || digest != nil else { return nil }
        return [name, digest].compactMap { $0 }.joined(separator: "@") + " (it says)"
    }

    private var signatures: String {
        let company = passport.company
        var parts: [String] = []
        if company.hasSignature { parts.append("there, not checked") } else { parts.append("none") }
        let types = Dictionary(grouping: company.referrers, by: \.artifactType)
        let others = types.keys.sorted().map { "\(types[$0]?.count ?? 0) \($0)" }
        if !others.isEmpty { parts.append("referrers: \(others.joined(separator: ", "))") }
        return parts.joined(separator: "; ")
    }

    private func contents(_ style: Style) -> String {
        var fields = Fields()
        let compressed = passport.variant.manifest.manifest.layers.reduce(Int64(0)) { $0 &+ $1.size }
        let count = Quantity.count(passport.variant.manifest.manifest.layers.count, "layer")
        if let contents = passport.contents {
            fields.add(
                "Size",
                "\(Quantity.bytes(contents.size)) in files, \(Quantity.bytes(compressed)) to pull, \(count)"
            )
            fields.add("Files", "\(contents.fileCount)")
            fields.add("System", contents.distribution)
            fields.add("Packages", packages(contents.packages))
            for problem in contents.packages.problems { fields.add("Packages", "\(problem)") }
            let open = contents.tree.ambiguities.map(AmbiguityFinding.init).count { $0.severity >= .medium }
            if open > 0 { fields.add("Ambiguous", "\(Quantity.count(open, "place")); `holdfast files` names them") }
        } else {
            fields.add("Size", "\(Quantity.bytes(compressed)) to pull, \(count)")
        }
        return "\(style.heading("WHAT IS IN IT"))\n\(fields.text(style: style))"
    }

    private func packages(_ set: PackageSet) -> String? {
        let groups = Dictionary(grouping: set.packages, by: \.manager)
        guard !groups.isEmpty else { return set.problems.isEmpty ? "none known" : nil }
        return Package.Manager.allCases
            .compactMap { manager in groups[manager].map { "\($0.count) (\(manager.rawValue))" } }
            .joined(separator: ", ")
    }

    private func settings(_ style: Style) -> String {
        var fields = Fields()
        fields.add("User", execution.user.isEmpty ? "root (none is named)" : execution.user)
        fields.add("Entrypoint", execution.shownEntrypoint.map(Self.list))
        fields.add("Command", execution.shownCommand.map(Self.list))
        fields.add("Directory", execution.workingDirectory)
        fields.add("Ports", execution.exposedPorts.joined(separator: ", "))
        fields.add("Volumes", execution.volumes.joined(separator: ", "))
        fields.add("Stop signal", execution.stopSignal)
        fields.add("Health check", execution.shownHealthcheck)
        let names = execution.environment.map { String($0.prefix { $0 != "=" }) }
        fields.add("Variables", names.joined(separator: ", "))
        return "\(style.heading("HOW IT RUNS"))\n\(fields.text(style: style))"
    }

    private static func list(_ words: [String]) -> String {
        JSONText.array(words.map { .string($0) }).text
    }

    private func layers(_ style: Style) -> String {
        var lines = [style.heading("LAYERS")]
        if let problem = passport.history.problem { lines.append(style.faint("history: \(problem)")) }
        var table = Table(["LAYER", "TO PULL", "UNPACKED", "MADE BY"])
        for step in passport.history.steps {
            guard let layer = step.layer else { continue }
            let sizes = passport.contents?.layerSizes ?? []
            table.add([
                Table.Cell("\(layer.index)"),
                Table.Cell(Quantity.bytes(layer.size)),
                Table.Cell(sizes.indices.contains(layer.index) ? Quantity.bytes(sizes[layer.index]) : ""),
                Table.Cell(Self.command(step.history) ?? layer.digest.short),
            ])
        }
        return (lines + [table.text(style: style)]).joined(separator: "\n")
    }

    /// The instruction of a step without what builders put before it, cut to a line.
    private static func command(_ step: ImageConfig.HistoryEntry?) -> String? {
        guard let step, !step.createdBy.isEmpty else { return nil }
        var text = step.shownCreatedBy
        for prefix in ["/bin/sh -c #(nop) ", "/bin/sh -c "] where text.hasPrefix(prefix) {
            text = String(text.dropFirst(prefix.count))
        }
        let line = VisibleText.line(text.drop { $0 == " " })
        return line.count <= commandWidth ? line : "\(line.prefix(commandWidth - 1))…"
    }

    private func biggest(_ style: Style) -> String {
        guard let contents = passport.contents, !contents.biggest.isEmpty else { return "" }
        var table = Table(["SIZE", "BIGGEST FILES"])
        for file in contents.biggest {
            table.add([Table.Cell(Quantity.bytes(file.entry.size)), Table.Cell(PathText.line(file.path))])
        }
        return table.text(style: style)
    }

    private func practices(_ style: Style) -> String {
        let heading = style.heading("WHAT IS BAD ABOUT IT")
        guard !passport.practices.isEmpty else { return "\(heading)\nnothing that was looked for" }
        var lines = [heading]
        for practice in passport.practices.sorted(by: { $1.severity < $0.severity }) {
            let word = practice.severity.rawValue
            let marked = practice.severity == .high ? style.failure(word) : style.attention(word)
            lines.append("\(marked)  \(VisibleText.line(practice.message))")
            for path in practice.paths.prefix(Self.limit) { lines.append("  \(PathText.line(path))") }
            let rest = practice.paths.count - Self.limit
            if rest > 0 { lines.append(style.faint("  and \(rest) more")) }
        }
        return lines.joined(separator: "\n")
    }
}
