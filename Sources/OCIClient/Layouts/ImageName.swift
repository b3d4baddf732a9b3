// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// The names that layouts and archives give images, which are a tag here, a whole reference there.
enum ImageName {
    /// Writes a reference in full, so that `alpine:3.10` and `docker.io/library/alpine:3.10` are one name.
    ///
    /// Text that is no reference, or one with a digest, gives nil.
    static func normalized(_ text: String) -> String? {
        guard let reference = reference(text)?.normalized() else { return nil }
        return reference.description + (reference.tag == nil ? ":latest" : "")
    }

    /// The tag of a name that is a whole reference.
    static func tag(_ text: String) -> String? {
        guard isReference(text) else { return nil }
        return reference(text).map { $0.tag?.rawValue ?? "latest" }
    }

    /// Picks those whose names are what somebody asked for: as written, else as a reference, else by the tag alone.
    static func matches<Named>(_ wanted: String, in all: [Named], names: (Named) -> [String]) -> [Named] {
        let exact = all.filter { names($0).contains(wanted) }
        guard exact.isEmpty else { return exact }
        if !isReference(wanted) {
            let tagged = all.filter { names($0).contains { tag($0) == wanted } }
            guard tagged.isEmpty else { return tagged }
        }
        guard let normal = normalized(wanted) else { return [] }
        return all.filter { names($0).contains { isReference($0) && normalized($0) == normal } }
    }

    /// The words for a choice: the names, or what to use where there are none.
    static func list(_ names: [String]) -> String {
        let shown = names.prefix(20).joined(separator: ", ")
        return names.count > 20 ? "\(shown) and \(names.count - 20) more" : shown
    }

    private static func isReference(_ text: String) -> Bool {
        text.utf8.contains { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }
    }

    private static func reference(_ text: String) -> Reference? {
        // Text that is no reference is an ordinary name.
        guard let reference = try? Reference(text), reference.digest == nil else { return nil }
        return reference
    }
}
