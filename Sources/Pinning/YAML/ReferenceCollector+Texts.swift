// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ReferenceCollector {
    /// Visits an image whose readers want a text: null is none, and a number or a truth value is not known.
    mutating func visit(
        text node: YAMLNode?,
        role: ReferenceRole,
        after prefix: String = "",
        meaning: FoundReference.Meaning? = nil,
        editing: FoundReference.Editing = .inPlace
    ) {
        switch ChartScalar(node) {
        case .empty: return
        case .text: visit(node, role: role, after: prefix, meaning: meaning, editing: editing)
        case .number, .uncertain:
            let reason = "it is a number or a truth value, not a text"
            visit(node, role: role, after: prefix, meaning: .unknown(reason), editing: .lockOnly(reason))
        }
    }
}
