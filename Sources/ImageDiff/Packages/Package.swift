// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A package of the distribution that is installed in an image.
public struct Package: Hashable, Sendable {
    /// What installed it.
    public enum Manager: String, CaseIterable, Sendable {
        /// Debian's, with versions ordered by its policy.
        case dpkg
        /// Alpine's.
        case apk
        /// That of Red Hat and SUSE, whose database is not read.
        case rpm
    }

    /// What installed it.
    public var manager: Manager
    /// The name.
    public var name: String
    /// The version as the distribution writes it.
    public var version: String
    /// The architecture as the distribution writes it; empty if it is not named.
    public var architecture: String
    /// The source package that it was built from, if named and other than the package itself.
    public var source: String?

    /// Creates a package.
    public init(
        manager: Manager,
        name: String,
        version: String,
        architecture: String = "",
        source: String? = nil
    ) {
        self.manager = manager
        self.name = name
        self.version = version
        self.architecture = architecture
        self.source = source
    }
}

extension Package: Comparable {
    /// Orders by manager, name, architecture and version.
    public static func < (left: Package, right: Package) -> Bool {
        (left.manager.rawValue, left.name, left.architecture, left.version)
            < (right.manager.rawValue, right.name, right.architecture, right.version)
    }
}
