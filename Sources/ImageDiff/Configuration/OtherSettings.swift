// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What differs in the parts of two configurations that have no comparison of their own, key by key.
///
/// No difference between two configurations may pass unseen, whatever the key means to whoever reads it.
struct OtherSettings {
    /// What may change how containers run, or where.
    let settings: [ConfigDifference]
    /// What builders leave behind and no runtime goes by.
    let remarks: [ConfigDifference]

    /// The longest value that is shown whole.
    private static let shownLength = 256

    /// Keys of `config` in which builders of Docker noted the container they worked in.
    ///
    /// Engines do not go by them.
    private static let traces: Set<String> = [
        "AttachStderr", "AttachStdin", "AttachStdout", "Domainname", "Hostname", "Image", "OpenStdin", "StdinOnce",
        "Tty",
    ]
    /// Keys outside `config` by which engines choose an image.
    private static let choices: Set<String> = ["os.features", "os.version"]

    init(_ old: ImageConfig, _ new: ImageConfig) {
        let isRemark = { (key: String) in Self.traces.contains(key) }
        let inner = Self.changes(old.execution.others, new.execution.others)
        let outer = Self.changes(old.others, new.others)
        settings =
            inner.filter { !isRemark($0.key) }.map { Self.difference(.other, $0, .low) }
            + outer.filter { Self.choices.contains($0.key) }.map { Self.difference(.other, $0, .low) }
        remarks =
            inner.filter { isRemark($0.key) }.map { Self.difference(.remark, $0, .info) }
            + outer.filter { !Self.choices.contains($0.key) }.map { Self.difference(.remark, $0, .info) }
    }

    private struct Change {
        var key: String
        var from: String?
        var to: String?
    }

    private static func changes(_ old: [String: String], _ new: [String: String]) -> [Change] {
        Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted().map {
            Change(key: $0, from: old[$0], to: new[$0])
        }
    }

    private static func difference(
        _ field: ConfigDifference.Field,
        _ change: Change,
        _ severity: Severity
    ) -> ConfigDifference {
        ConfigDifference(
            field: field,
            from: change.from.map { shown(change.key, $0) },
            to: change.to.map { shown(change.key, $0) },
            severity: severity
        )
    }

    private static func shown(_ key: String, _ value: String) -> String {
        guard !SecretPattern.isSecret(name: key, value: value) else { return "\(key)=\(SecretText.mark)" }
        guard value.utf8.count > shownLength else { return "\(key)=\(SecretText(value).shown)" }
        // Enough to tell two of them apart: old builders put whole configurations here.
        return "\(key)=(\(value.utf8.count) bytes, \(ContentHash(hashing: Array(value.utf8)).digest.short))"
    }
}
