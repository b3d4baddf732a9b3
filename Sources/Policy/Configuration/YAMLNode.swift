// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A value of a configuration file and where it stands.
///
/// Both types say that they are Sendable: left to infer it, the compiler now and then fails at the circle they form.
struct YAMLNode: Sendable {
    indirect enum Content: Sendable {
        /// Text written without quotes, which may also stand for a number, `true` or nothing.
        case plain(String)
        case quoted(String)
        case list([YAMLNode])
        case mapping([(key: YAMLNode, value: YAMLNode)])
    }

    let place: Place
    let content: Content

    /// Tells whether nothing is written.
    var isNull: Bool {
        guard case .plain(let text) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The text, when there is one.
    var text: String? {
        switch content {
        case .plain(let text): isNull ? nil : text
        case .quoted(let text): text
        case .list, .mapping: nil
        }
    }
}
