// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive

/// Something in an image that experienced makers avoid.
public struct BadPractice: Hashable, Sendable {
    /// What it is.
    public enum Kind: String, CaseIterable, Sendable {
        case rootUser = "root-user"
        case movingTag = "moving-tag"
        case vagueTag = "vague-tag"
        case secretInEnvironment = "secret-in-environment"
        case secretInLabel = "secret-in-label"
        case secretInHistory = "secret-in-history"
        case noSource = "no-source"
        case privilegedFiles = "privileged-files"
        case worldWritable = "world-writable"
    }

    /// What it is.
    public var kind: Kind
    /// How much it matters.
    public var severity: Severity
    /// What is wrong and what to do, without any secret.
    public var message: String
    /// The files it is about, sorted.
    public var paths: [ByteString]

    /// Creates a finding.
    public init(kind: Kind, severity: Severity, message: String, paths: [ByteString] = []) {
        self.kind = kind
        self.severity = severity
        self.message = message
        self.paths = paths
    }
}
