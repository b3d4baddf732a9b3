// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What a format may know besides the bytes of a file.
public struct ReadingContext: Sendable {
    /// Finds the neighbour at a path relative to the directory of the file; nil when there is none, when it may not be read
    /// or when it lies outside the tree that is looked at.
    public var file: @Sendable (_ path: String) -> SourceText?
    /// The names of the files in the directory of the file, itself included, in any order; nil when they are not known.
    public var list: @Sendable () -> [String]?
    /// Which fields of custom resources hold references, besides those that are known.
    public var fields: [FieldRule]
    /// The names of environment variables whose values are references, with `*` for any text.
    public var variables: [String]

    /// Creates a context.
    public init(
        fields: [FieldRule] = [],
        variables: [String] = [],
        file: @escaping @Sendable (_ path: String) -> SourceText? = { _ in nil },
        list: @escaping @Sendable () -> [String]? = { [] }
    ) {
        self.file = file
        self.list = list
        self.fields = fields
        self.variables = variables
    }
}

/// A field of Kubernetes resources that holds a reference.
public struct FieldRule: Hashable, Sendable {
    /// The resource's `apiVersion`, with `*` for any text; nil for all.
    public var apiVersion: String?
    /// The resource's `kind`, with `*` for any text; nil for all.
    public var kind: String?
    /// The way to the field: keys, `[]` for every element of a list, `*` for any key, such as
    /// `spec.templates[].container.image`.
    public var path: String

    /// Creates a rule.
    public init(apiVersion: String? = nil, kind: String? = nil, path: String) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.path = path
    }
}
