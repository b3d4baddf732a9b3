// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Finds secrets that were given to the steps of a build and stayed in the history.
enum HistorySecrets {
    /// A finding for each step that holds one; nothing of the secret is repeated.
    static func findings(_ history: [ImageConfig.HistoryEntry]) -> [BadPractice] {
        history.enumerated().compactMap { index, step in
            guard let what = secret(in: step.createdBy) ?? secret(in: step.comment) else { return nil }
            return BadPractice(
                kind: .secretInHistory,
                severity: .high,
                message: "step \(index + 1) of the history holds \(what); revoke it, and use a build secret instead"
            )
        }
    }

    private static func secret(in text: String) -> String? {
        if let kind = SecretPattern.kind(of: text) { return "what looks like a secret (\(kind))" }
        for word in text.split(whereSeparator: { " \t\n\"';&|,".contains($0) }) {
            guard let equals = word.firstIndex(of: "=") else { continue }
            let name = word[..<equals].drop { $0 == "-" }
            let value = word[word.index(after: equals)...]
            let isName = name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == UInt8(ascii: "_")
                    || byte == UInt8(ascii: "-")
            }
            if isName, SecretPattern.isSecret(name: String(name), value: String(value)) {
                return "the value of \(DisplayName.of(name))"
            }
        }
        return nil
    }
}
