// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import OCIModel

/// Says in one line what a comparison comes to, as a person would who has read all of it.
struct Headline {
    let verdict: Verdict
    let rung: EqualityRung
    let files: TreeComparison
    let config: ConfigComparison
    let packages: PackageComparison
    let ambiguities: [AmbiguityFinding]
    let versions: [String?]

    /// The label that says which version an image is.
    static func version(of config: ImageConfig) -> String? {
        config.execution.labels["org.opencontainers.image.version"]
            ?? config.execution.labels["org.label-schema.version"]
    }

    /// The line, without a full stop.
    var text: String {
        switch verdict {
        case .identical: "identical"
        case .sameFiles: sameFiles
        case .timestampsOnly: "only timestamps differ"
        case .changed: changed
        }
    }

    private var sameFiles: String {
        switch rung {
        case .sameConfiguration: "same files and configuration, stored in other blobs"
        case .sameLayers: "same layers, made another time"
        default: "same files, laid out in other layers"
        }
    }

    private var changed: String {
        var parts: [String] = []
        if let ambiguous { parts.append(ambiguous) }
        if let rights { parts.append(rights) }
        if let programs { parts.append(programs) }
        if let packagesText { parts.append(packagesText) }
        parts += places
        if parts.isEmpty, let filesText { parts.append(filesText) }
        parts += settings
        if let versionText { parts.append(versionText) }
        return parts.joined(separator: ", ")
    }

    /// What the label says of the version, where a program changed: that it says nothing new is what should be noticed.
    private var versionText: String? {
        guard programs != nil, let first = versions.first, let last = versions.last, let old = first, let new = last
        else { return nil }
        if old == new { return "same version label" }
        return "version label \(DisplayName.of(old, upTo: 40)) -> \(DisplayName.of(new, upTo: 40))"
    }

    private var ambiguous: String? {
        let count = ambiguities.count { $0.severity >= .medium }
        return count == 0 ? nil : "\(Self.count(count, "place")) that runtimes may read differently"
    }

    private var rights: String? {
        let gained: [Risk] = [.setuidAdded, .setgidAdded, .capabilityAdded, .capabilityChanged, .deviceAdded]
        let found = files.differences.filter { $0.severity == .high && !Set($0.risks).isDisjoint(with: gained) }
        guard let first = found.first, let risk = first.risks.first(where: gained.contains) else { return nil }
        let more = found.count > 1 ? " and \(found.count - 1) more" : ""
        return "\(risk.rawValue): \(DisplayName.of(first.path.escaped))\(more)"
    }

    /// Programs that no package explains.
    private var programs: String? {
        let unexplained = files.differences.filter { $0.severity == .high && $0.noise == nil }
        let changed = unexplained.count { $0.risks.contains(.executableChanged) || $0.risks.contains(.imageProgram) }
        let added = unexplained.count { $0.risks.contains(.executableAdded) && !$0.risks.contains(.imageProgram) }
        var parts: [String] = []
        if unexplained.contains(where: { $0.risks.contains(.imageProgram) }) {
            parts.append(
                changed == 1
                    ? "application binary changed"
                    : "application and \(changed - 1) more \(changed == 2 ? "program" : "programs") changed"
            )
        } else if changed > 0 {
            parts.append("\(Self.count(changed, "program")) changed")
        }
        if added > 0 { parts.append("\(Self.count(added, "program")) added") }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private var packagesText: String? {
        guard !packages.changes.isEmpty else { return nil }
        let words: [(PackageChange.Direction, String)] = [
            (.upgraded, "newer"), (.downgraded, "older"), (.changed, "of another version"), (.added, "added"),
            (.removed, "removed"),
        ]
        var parts: [String] = []
        for (direction, word) in words where packages.count(of: direction) > 0 {
            let count = packages.count(of: direction)
            parts.append(parts.isEmpty ? "\(Self.count(count, "package")) \(word)" : "\(count) \(word)")
        }
        let isRefresh = programs == nil && packages.count(of: .upgraded) * 2 > packages.changes.count
        return (isRefresh ? "base refresh: " : "") + parts.joined(separator: ", ")
    }

    /// The places that decide about trust, which people know by name.
    private var places: [String] {
        let named: Set<Risk> = [
            .accounts, .sudoRules, .preloadedLibraries, .librarySearchPath, .scheduledJobs, .services, .ssh,
            .certificateStore, .loginModules, .nameService, .shellProfile, .packageSources,
        ]
        let found = Set(files.differences.filter { $0.severity == .high }.flatMap(\.risks)).intersection(named)
        return Risk.allCases.filter(found.contains).prefix(3).map { "\($0.rawValue) changed" }
    }

    private var filesText: String? {
        let visible = files.differences.filter { $0.noise == nil }
        if visible.isEmpty {
            return files.differences.isEmpty
                ? nil : "\(Self.count(files.differences.count, "file")) of caches, logs and the like changed"
        }
        let words: [(FileDifference.Change, String)] = [
            (.modified, "changed"), (.added, "added"), (.removed, "removed"),
        ]
        return words.compactMap { change, word in
            let count = visible.count { $0.change == change }
            return count == 0 ? nil : "\(Self.count(count, "file")) \(word)"
        }.joined(separator: ", ")
    }

    private var settings: [String] {
        let shown: [(ConfigDifference.Field, String)] = [
            (.entrypoint, "entrypoint"), (.command, "command"), (.user, "user"), (.environment, "environment"),
            (.ports, "ports"), (.volumes, "volumes"), (.healthcheck, "health check"), (.platform, "platform"),
            (.workingDirectory, "working directory"), (.stopSignal, "stop signal"), (.other, "other settings"),
        ]
        let fields = Set(config.differences.map(\.field))
        let changed = shown.filter { fields.contains($0.0) }.map(\.1)
        if changed.isEmpty {
            if files.differences.isEmpty, fields.contains(.labels) { return ["only labels changed"] }
            if files.differences.isEmpty, !fields.isEmpty { return ["configuration changed"] }
            // Beside a program that changed, that it is called as before is no comfort.
            return files.differences.isEmpty || programs != nil ? [] : ["entrypoint same"]
        }
        let list =
            changed.count == 1
            ? changed[0] : changed.dropLast().joined(separator: ", ") + " and " + changed[changed.count - 1]
        return ["\(list) changed"]
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
