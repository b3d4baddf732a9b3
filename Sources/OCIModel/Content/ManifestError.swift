// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why bytes are not a manifest this registry can keep.
public enum ManifestError: Error, Hashable {
    case notJSON(JSONError)
    case missing(String)
    case invalid(String, reason: String)
}

extension ManifestError: CustomStringConvertible {
    /// The field and the reason in words.
    public var description: String {
        switch self {
        case .notJSON(let error): "the manifest is not valid JSON: \(error)"
        case .missing(let field): "the manifest lacks \(field)"
        case .invalid(let field, let reason): "\(field) is not valid: \(reason)"
        }
    }
}
