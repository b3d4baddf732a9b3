// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// An image for one platform with its files.
public struct ComparedImage: Sendable {
    /// What was known before the layers were read.
    public var identity: ImageIdentity
    /// The files.
    public var tree: FileTree
    /// The packages of the distribution.
    public var packages: PackageSet

    /// Creates an image.
    public init(identity: ImageIdentity, tree: FileTree, packages: PackageSet = PackageSet()) {
        self.identity = identity
        self.tree = tree
        self.packages = packages
    }
}
