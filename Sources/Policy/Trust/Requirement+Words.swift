// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension Requirement {
    /// What is required, such as `signatures by 2 of release, ci that name the tag`.
    public var words: String {
        let names = Set(keys).sorted()
        let signers: String
        switch (names.count, threshold) {
        case (1, _): signers = "a signature by \(names[0]) that names"
        case (2, 1): signers = "a signature by \(names[0]) or \(names[1]) that names"
        case (_, 1): signers = "a signature by one of \(names.joined(separator: ", ")) that names"
        case (threshold, _):
            signers =
                "signatures by \(names.dropLast().joined(separator: ", ")) and \(names[names.count - 1]) that name"
        default: signers = "signatures by \(threshold) of \(names.joined(separator: ", ")) that name"
        }
        return switch bind {
        case .tag: "\(signers) the tag"
        case .digest: "\(signers) the digest"
        }
    }
}
