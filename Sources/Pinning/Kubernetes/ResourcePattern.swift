// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Which resources something is about.
struct ResourcePattern: Sendable {
    private let apiVersion: NamePattern?
    private let kind: NamePattern?

    init(apiVersion: String?, kind: String?) {
        self.apiVersion = apiVersion.map { NamePattern($0) }
        self.kind = kind.map { NamePattern($0) }
    }

    func matches(_ resource: ResourceKind) -> Bool {
        (apiVersion?.matches(resource.bytes.apiVersion) ?? true) && (kind?.matches(resource.bytes.kind) ?? true)
    }
}
