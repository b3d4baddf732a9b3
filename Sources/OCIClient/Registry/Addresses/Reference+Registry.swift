// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

extension Reference {
    /// The manifest the reference means: the digest before the tag, and `latest` when it has neither.
    public var manifestReference: ManifestReference {
        if let digest { return .digest(digest) }
        return .tag(tag ?? .latest)
    }
}
