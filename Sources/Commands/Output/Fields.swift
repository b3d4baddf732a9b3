// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Names and their values below each other, the values aligned.
struct Fields {
    private var fields: [(name: String, value: String)] = []

    /// Adds a field; without a value it is left out.
    mutating func add(_ name: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        fields.append((name, VisibleText.line(value)))
    }

    /// The lines, without a line feed at the end.
    func text(style: Style) -> String {
        let width = (fields.map(\.name.count).max() ?? 0) + 2
        return
            fields
            .map { style.heading($0.name) + String(repeating: " ", count: width - $0.name.count) + $0.value }
            .joined(separator: "\n")
    }
}
