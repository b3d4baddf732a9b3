// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
public import OCIModel

/// Looks for what experienced makers avoid.
///
/// That an image has no health check is nothing bad: orchestrators bring their own.
public struct PracticeCheck: Sendable {
    /// The findings, in the order of ``BadPractice/Kind``.
    public let findings: [BadPractice]

    /// Checks an image for one platform.
    ///
    /// - Parameters:
    ///   - config: The configuration.
    ///   - annotations: The annotations of the manifest and its index.
    ///   - tree: The files; nil if they were not read, and then nothing is said about them.
    ///   - tag: The tag by which the image was asked for; nil if it was a digest.
    public init(config: ImageConfig, annotations: [String: String] = [:], tree: FileTree? = nil, tag: Tag? = nil) {
        var findings: [BadPractice] = []
        findings += Self.user(config.execution)
        findings += tag.map(TagCheck.findings) ?? []
        findings += Self.environment(config.execution.environment)
        findings += Self.labels(config.execution.labels.merging(annotations) { label, _ in label })
        findings += HistorySecrets.findings(config.history)
        findings += Self.source(config.execution.labels, annotations)
        findings += tree.map(Self.files) ?? []
        self.findings = findings
    }

    /// The most labels that are looked at.
    private static let maximumLabels = 1_000

    private static func user(_ execution: ImageConfig.Execution) -> [BadPractice] {
        let user = execution.user.prefix { $0 != ":" }
        guard user.isEmpty || user == "root" || user.allSatisfy({ $0 == "0" }) else { return [] }
        return [
            BadPractice(
                kind: .rootUser,
                severity: .medium,
                message: "containers run as root; name another user with USER"
            )
        ]
    }

    private static func environment(_ environment: [String]) -> [BadPractice] {
        environment.compactMap { variable in
            let name = variable.prefix { $0 != "=" }
            let value = variable.dropFirst(name.count + 1)
            guard SecretPattern.isSecret(name: String(name), value: String(value)) else { return nil }
            return BadPractice(
                kind: .secretInEnvironment,
                severity: .high,
                message: "the variable \(DisplayName.of(name)) holds a secret that everybody who pulls the image can "
                    + "read; revoke it, and hand it over when the container starts"
            )
        }
    }

    private static func labels(_ labels: [String: String]) -> [BadPractice] {
        labels.sorted { $0.key < $1.key }.prefix(maximumLabels).compactMap { name, value in
            guard SecretPattern.kind(of: value) != nil else { return nil }
            return BadPractice(
                kind: .secretInLabel,
                severity: .high,
                message: "the label \(DisplayName.of(name)) holds a secret; revoke it and take it out"
            )
        }
    }

    private static func source(_ labels: [String: String], _ annotations: [String: String]) -> [BadPractice] {
        let names = ["org.opencontainers.image.source", "org.opencontainers.image.url", "org.label-schema.vcs-url"]
        guard !names.contains(where: { labels[$0]?.isEmpty == false || annotations[$0]?.isEmpty == false }) else {
            return []
        }
        return [
            BadPractice(
                kind: .noSource,
                severity: .low,
                message: "nothing says where the image comes from; set the label org.opencontainers.image.source"
            )
        ]
    }

    private static func files(_ tree: FileTree) -> [BadPractice] {
        let privileged = tree.files.filter { $0.entry.isPrivileged }.map(\.path)
        let writable = tree.files.filter { $0.entry.isWorldWritable }.map(\.path)
        var findings: [BadPractice] = []
        if !privileged.isEmpty {
            findings.append(
                BadPractice(
                    kind: .privilegedFiles,
                    severity: .low,
                    message: "files that give more rights than their caller has: \(privileged.count); take setuid, "
                        + "setgid and capabilities away from those that the image does not need",
                    paths: privileged
                )
            )
        }
        if !writable.isEmpty {
            findings.append(
                BadPractice(
                    kind: .worldWritable,
                    severity: .medium,
                    message: "files and directories that every user can change: \(writable.count)",
                    paths: writable
                )
            )
        }
        return findings
    }
}
