// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What differs between two configurations, setting by setting.
///
/// Lists such as the entrypoint are written as JSON. What looks like a secret is not repeated: `TOKEN=(hidden)`, on both
/// sides.
public struct ConfigComparison: Sendable {
    /// What differs, in the order of ``ConfigDifference/Field``; variables and labels by name.
    ///
    /// When and how the image was made (created, author, history) is listed in a strict comparison only. What no
    /// runtime goes by is listed, but says nothing about containers.
    public let differences: [ConfigDifference]
    /// Tells whether the images were made at other moments, by others or in other steps, listed or not.
    public let wasMadeDifferently: Bool

    /// Compares two configurations.
    public init(_ old: ImageConfig, _ new: ImageConfig, mode: ComparisonMode = .semantic) {
        var found = Self.execution(old.execution, new.execution)
        if NormalPlatform(old.platform) != NormalPlatform(new.platform) {
            found.append(
                ConfigDifference(
                    field: .platform,
                    from: old.platform.description,
                    to: new.platform.description,
                    severity: .high
                )
            )
        }
        let others = OtherSettings(old, new)
        found += others.settings + Self.labels(old.execution.labels, new.execution.labels) + others.remarks
        let making = Self.making(old, new)
        self.differences = mode == .strict ? found + making : found
        self.wasMadeDifferently = !making.isEmpty
    }

    /// Creates the comparison of a configuration with itself.
    init() {
        self.differences = []
        self.wasMadeDifferently = false
    }

    /// Tells whether containers of the two images behave differently, whatever their files.
    public var isBehaviour: Bool { differences.contains { $0.field.isBehaviour } }

    /// Tells whether nothing that is listed differs, but for moments and for how the images were made.
    public var differsOnlyInMoments: Bool {
        differences.allSatisfy { $0.isMoment || $0.field.isAboutMaking }
    }
}

extension ConfigComparison {
    private static func execution(
        _ old: ImageConfig.Execution,
        _ new: ImageConfig.Execution
    ) -> [ConfigDifference] {
        var found: [ConfigDifference] = []
        func compare(_ field: ConfigDifference.Field, _ from: String?, _ to: String?, _ severity: Severity) {
            guard from != to else { return }
            found.append(ConfigDifference(field: field, from: from, to: to, severity: severity))
        }
        func compare(_ field: ConfigDifference.Field, lists from: [String]?, _ to: [String]?, _ severity: Severity) {
            // One without elements says the same as none.
            guard from ?? [] != to ?? [] else { return }
            found.append(ConfigDifference(field: field, from: list(from), to: list(to), severity: severity))
        }
        compare(.entrypoint, lists: old.entrypoint, new.entrypoint, .high)
        compare(.command, lists: old.command, new.command, .high)
        found += EnvironmentComparison(old.environment, new.environment).differences
        compare(.user, text(old.user), text(new.user), .high)
        compare(.ports, lists: old.exposedPorts, new.exposedPorts, .medium)
        compare(.volumes, lists: old.volumes, new.volumes, .medium)
        if old.healthcheck != new.healthcheck {
            let difference = ConfigDifference(
                field: .healthcheck,
                from: old.shownHealthcheck,
                to: new.shownHealthcheck,
                severity: .medium
            )
            found.append(difference)
        }
        compare(.workingDirectory, text(old.workingDirectory), text(new.workingDirectory), .medium)
        compare(.stopSignal, text(old.stopSignal), text(new.stopSignal), .medium)
        compare(.shell, lists: old.shell, new.shell, .low)
        compare(.onBuild, lists: old.onBuild, new.onBuild, .medium)
        return found
    }

    private static func labels(_ old: [String: String], _ new: [String: String]) -> [ConfigDifference] {
        Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted().map { name in
            let isMoment = [old[name], new[name]].allSatisfy { $0.flatMap { Timestamp($0) } != nil }
            let show: (String) -> String = { SecretPattern.isSecret(name: name, value: $0) ? SecretText.mark : $0 }
            return ConfigDifference(
                field: .labels,
                from: old[name].map { "\(name)=\(show($0))" },
                to: new[name].map { "\(name)=\(show($0))" },
                severity: originLabels.contains(name) ? .low : .info,
                isMoment: isMoment
            )
        }
    }

    /// Labels that say whose the image is: other people should not make it without being seen.
    private static let originLabels: Set<String> = [
        "org.opencontainers.image.source", "org.opencontainers.image.vendor", "org.opencontainers.image.licenses",
        "org.opencontainers.image.authors", "org.opencontainers.image.url", "org.label-schema.vcs-url", "maintainer",
    ]

    private static func making(_ old: ImageConfig, _ new: ImageConfig) -> [ConfigDifference] {
        var found: [ConfigDifference] = []
        if old.created != new.created {
            let isMoment = [old.created, new.created].allSatisfy { $0.flatMap { Timestamp($0) } != nil }
            found.append(
                ConfigDifference(
                    field: .created,
                    from: old.created,
                    to: new.created,
                    severity: .info,
                    isMoment: isMoment
                )
            )
        }
        if old.author != new.author {
            found.append(ConfigDifference(field: .author, from: old.author, to: new.author, severity: .info))
        }
        if old.history != new.history {
            found.append(
                ConfigDifference(
                    field: .history,
                    from: "\(old.history.count) steps",
                    to: "\(new.history.count) steps",
                    severity: .info
                )
            )
        }
        return found
    }

    /// A list as JSON, without secrets.
    private static func list(_ texts: [String]?) -> String? {
        guard let texts, !texts.isEmpty else { return nil }
        return JSONValue.array(ImageConfig.Execution.shown(texts).map { .string($0) }).canonicalText
    }

    private static func text(_ text: String?) -> String? {
        text.flatMap { $0.isEmpty ? nil : $0 }
    }
}
