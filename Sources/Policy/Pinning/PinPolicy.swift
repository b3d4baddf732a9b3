// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What a team agreed on for the references in its files: which are left alone, where else references stand, and what
/// may be pinned.
public struct PinPolicy: Hashable, Sendable {
    /// The most bytes a policy may have.
    public static let maximumSize = 1024 * 1024

    /// The references that are left alone.
    public var exclude: [ReferenceGlob] = []
    /// The fields of custom resources that hold references.
    public var fields: [ImageField] = []
    /// The names of environment variables whose values are references, with `*` for any text.
    public var variables: [String] = []
    /// The rules, of which the first that matches decides.
    public var rules: [PinRule] = []

    /// Creates a policy that allows everything.
    public init() {}

    /// Reads a file.
    ///
    /// - Throws: ``ConfigurationErrors`` with everything that is wrong.
    public static func load(path: String) throws -> PinPolicy {
        try PinPolicy(parsing: try ConfigurationText.read(path, limit: maximumSize), file: path)
    }

    /// Reads the text of a file; an empty one allows everything.
    ///
    /// - Parameters:
    ///   - text: YAML.
    ///   - file: The file's path, for messages.
    /// - Throws: ``ConfigurationErrors`` with everything that is wrong.
    public init(parsing text: String, file: String) throws {
        var reader = ConfigurationReader(file: file)
        if let root = ConfigurationText.root(of: text, limit: Self.maximumSize, with: &reader) {
            self = reader.pinPolicy(root)
        }
        guard reader.errors.isEmpty else { throw ConfigurationErrors(reader.errors) }
    }

    /// Tells whether a reference is left alone.
    ///
    /// - Parameters:
    ///   - written: The reference as the file has it.
    ///   - reference: The reference as it resolves; nil when it is not known.
    /// - Returns: Whether a pattern of ``exclude`` matches.
    public func isExcluded(written: String, reference: Reference?) -> Bool {
        exclude.contains { $0.matches(written: written, normalized: reference) }
    }

    /// Tells whether the verdict on a reference depends on how long its tag has meant the digest.
    public func needsHistory(_ reference: Reference) -> Bool { rule(for: reference)?.minimumAge != nil }

    /// Judges whether a reference may be pinned to what its tag means.
    ///
    /// - Parameters:
    ///   - reference: The reference with its tag; without a host it is docker's.
    ///   - since: When the tag came to mean the digest; nil when that is not known, which fails a rule with a minimum age.
    ///   - now: The time now.
    /// - Returns: The verdict; without a rule that matches everything is allowed.
    public func verdict(reference: Reference, since: Timestamp?, now: Timestamp) -> PinVerdict {
        rule(for: reference)?.verdict(reference: reference.normalized(), since: since, now: now) ?? .allowed
    }

    private func rule(for reference: Reference) -> PinRule? {
        let reference = reference.normalized()
        return rules.first { $0.matches(reference) }
    }
}

/// A field of Kubernetes resources that holds a reference.
public struct ImageField: Hashable, Sendable {
    /// The resource's `apiVersion`, with `*` for any text; nil for all.
    public var apiVersion: String?
    /// The resource's `kind`, with `*` for any text; nil for all.
    public var kind: String?
    /// The way to the field: keys with dots between, `[]` for every element of a list, `*` for any key.
    public var path: String

    /// Creates a field.
    public init(apiVersion: String? = nil, kind: String? = nil, path: String) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.path = path
    }
}
