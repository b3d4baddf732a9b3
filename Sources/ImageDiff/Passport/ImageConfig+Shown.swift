// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

extension ImageConfig.Execution {
    /// The variables as `NAME=value` with the values hidden that look like secrets: `TOKEN=(hidden)`.
    public var shownEnvironment: [String] {
        environment.map { variable in
            let name = String(variable.prefix { $0 != "=" })
            let value = String(variable.dropFirst(name.count + 1))
            return SecretPattern.isSecret(name: name, value: value) ? "\(name)=\(SecretText.mark)" : variable
        }
    }

    /// The entrypoint with what looks like a secret hidden.
    public var shownEntrypoint: [String]? { entrypoint.map(Self.shown) }

    /// The command with what looks like a secret hidden.
    public var shownCommand: [String]? { command.map(Self.shown) }

    /// The health check with what looks like a secret hidden.
    public var shownHealthcheck: String? { healthcheck.map { SecretText($0).shown } }

    /// The labels with the values hidden that look like secrets.
    public var shownLabels: [String: String] { ImageConfig.shown(labels) }

    /// Arguments with what looks like a secret hidden: `--password=(hidden)`, and what follows on `--password` alone.
    static func shown(_ arguments: [String]) -> [String] {
        var option: String?
        return arguments.map { argument in
            let name = option
            let text = SecretText(argument)
            option = text.pending
            guard let name, !argument.hasPrefix("-"), SecretPattern.isSecret(name: name, value: argument) else {
                return text.shown
            }
            return SecretText.mark
        }
    }
}

extension ImageConfig {
    /// Labels or annotations with the values hidden that look like secrets.
    public static func shown(_ labels: [String: String]) -> [String: String] {
        var shown = labels
        for (name, value) in labels where SecretPattern.isSecret(name: name, value: value) {
            shown[name] = SecretText.mark
        }
        return shown
    }
}

extension ImageConfig.HistoryEntry {
    /// The instruction with what looks like a secret hidden.
    public var shownCreatedBy: String { SecretText(createdBy).shown }
}
