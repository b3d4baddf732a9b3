// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The way to a field: keys, `[]` for every element of a list, `*` for any key.
struct FieldPath: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        case key(String)
        case anyKey
        case elements
    }

    let steps: [Step]

    /// Reads a path such as `spec.templates[].container.image`; nil when a key between the dots is missing.
    init?(_ text: String) {
        var steps: [Step] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            var key = part
            var lists = 0
            while key.hasSuffix("[]") {
                key = key.dropLast(2)
                lists += 1
            }
            guard !key.isEmpty else { return nil }
            steps.append(key == "*" ? .anyKey : .key(String(key)))
            steps.append(contentsOf: repeatElement(.elements, count: lists))
        }
        self.steps = steps
    }
}
