// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What is asked of a repository's log, below `/v2/<name>/_holdfast/`.
///
/// No element of a repository's name begins with an underscore, so that the first `_holdfast` ends the name.
enum LogPath: Equatable, Sendable {
    /// The first element of the paths.
    static let element = "_holdfast"

    case checkpoint
    case key
    /// A tile or a bundle of entries: the part of its path after `tile/`.
    case tile(String)
    /// The proof of what a tag means.
    case proof(tag: String)

    /// Reads the elements behind `_holdfast`; nil when there is nothing at them.
    init?(_ elements: ArraySlice<String>) {
        switch (elements.first, elements.count) {
        case ("log", 2...):
            let rest = elements.dropFirst(2)
            switch elements.dropFirst().first {
            case "checkpoint" where rest.isEmpty: self = .checkpoint
            case "key" where rest.isEmpty: self = .key
            case "tile" where !rest.isEmpty: self = .tile(rest.joined(separator: "/"))
            default: return nil
            }
        case ("tags", 3) where elements.last == "proof": self = .proof(tag: elements.dropFirst().first ?? "")
        default: return nil
        }
    }
}
