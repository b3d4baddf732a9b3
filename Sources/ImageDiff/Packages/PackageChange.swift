// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A package that came, went or has another version.
public struct PackageChange: Hashable, Sendable {
    /// Which way it went.
    public enum Direction: String, CaseIterable, Sendable {
        case added
        case removed
        /// The version is newer.
        case upgraded
        /// The version is older.
        case downgraded
        /// The version is another, and which is newer cannot be told.
        case changed
    }

    /// What installed it.
    public var manager: Package.Manager
    /// The name.
    public var name: String
    /// The architecture; empty if it is not named.
    public var architecture: String
    /// The version before; nil for one that came.
    public var from: String?
    /// The version now; nil for one that went.
    public var to: String?
    /// Which way it went.
    public var direction: Direction

    /// Creates a change.
    public init(
        manager: Package.Manager,
        name: String,
        architecture: String,
        from: String?,
        to: String?,
        direction: Direction
    ) {
        self.manager = manager
        self.name = name
        self.architecture = architecture
        self.from = from
        self.to = to
        self.direction = direction
    }

    /// How much it matters: what came, and what went back to older code, should be seen.
    public var severity: Severity {
        switch direction {
        case .added, .downgraded, .changed: .medium
        case .removed, .upgraded: .low
        }
    }
}
