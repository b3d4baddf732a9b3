// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// The images that a file builds or names itself, which are not there before it runs.
struct BuiltImages: Sendable {
    private var names: Set<String> = []

    mutating func insert(_ name: String) {
        // Losing the reason is right: what is no reference may be made of variables.
        names.insert(Self.key((try? Reference(name)), name))
    }

    func contains(_ found: FoundReference) -> Bool {
        found.pinnedDigest == nil && names.contains(Self.key(found.reference, found.written))
    }

    /// Two ways to write one name are one key.
    private static func key(_ reference: Reference?, _ text: String) -> String {
        guard var reference = reference?.normalized() else {
            return String(decoding: text.utf8.filter { !"\"'(){}".utf8.contains($0) }, as: UTF8.self)
        }
        if reference.tag == nil { reference.tag = .latest }
        return reference.description
    }
}
