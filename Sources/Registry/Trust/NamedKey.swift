// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Trust

/// A key whose signatures rules can require, under the name that they call it by.
public struct NamedKey: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The key.
    public let key: VerificationKey

    /// Names a key.
    public init(name: String, key: VerificationKey) {
        self.name = name
        self.key = key
    }
}
