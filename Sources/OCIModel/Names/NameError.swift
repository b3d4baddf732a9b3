// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What is wrong with the text of a repository name or tag.
public enum NameError: Error, Hashable {
    case empty
    case tooLong(maximum: Int)
    case outsideGrammar
}

extension NameError: CustomStringConvertible {
    /// The reason in words, without the offending text.
    public var description: String {
        switch self {
        case .empty: "it is empty"
        case .tooLong(let maximum): "it is longer than \(maximum) bytes"
        case .outsideGrammar: "it holds characters, or an order of them, that the specification does not allow"
        }
    }
}
