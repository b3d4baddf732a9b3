// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// The files that differ because packages came, went or have other versions: those that just these packages own.
///
/// A file that is there now must be on the list that a package which changed has now; one that was there, on the list
/// that such a package had. What no list names is not explained, nor what a package owns that did not change.
public struct PackageExplanation: Sendable {
    /// The packages that changed, on one side of a comparison.
    fileprivate struct Side {
        var owned: PackageFiles.Paths.Lookup
        var tree: FileTree
        var directories: MergedDirectories
    }

    private let before: Side?
    private let after: Side?

    /// Creates an explanation of nothing.
    public init() {
        before = nil
        after = nil
    }

    /// Creates the explanation of what differs between two images.
    ///
    /// - Parameters:
    ///   - packages: What differs between their packages.
    ///   - old: The image before.
    ///   - new: The image after.
    init(_ packages: PackageComparison, from old: ComparedImage, to new: ComparedImage) {
        // A database that cannot be read could tell that a package did not change.
        let isKnown = packages.evidence == .changed
        before = isKnown ? Side(old, packages.changes.compactMap { $0.from.map($0.owner) }) : nil
        after = isKnown ? Side(new, packages.changes.compactMap { $0.to.map($0.owner) }) : nil
    }

    /// Tells whether packages that changed own a file that differs, or what a link leads to.
    func covers(_ difference: FileDifference) -> Bool {
        guard let before, let after, KnownPlaces.isFilledByPackages(difference.path) else { return false }
        return before.owns(difference.from) && after.owns(difference.to)
            || before.ownsTarget(of: difference.from) && after.ownsTarget(of: difference.to)
    }
}

extension PackageExplanation.Side {
    fileprivate init(_ image: ComparedImage, _ owners: [PackageFiles.Owner]) {
        owned = image.packages.files.paths(of: owners)
        tree = image.tree
        directories = MergedDirectories(in: image.tree)
    }

    /// Tells whether a file is listed; what is not there needs no list.
    fileprivate func owns(_ file: FileTree.File?) -> Bool {
        file.map { owned.contains($0.path) } ?? true
    }

    /// Tells whether a link leads to a file that is listed; what is not there leads nowhere else.
    ///
    /// Scripts of packages make such links, and no list names them: those of alternatives, and the names of a program
    /// that is many. A link is as good as what it leads to.
    fileprivate func ownsTarget(of file: FileTree.File?) -> Bool {
        guard let file else { return true }
        guard file.entry.kind == .symlink else { return false }
        let target = directories.place(of: file.namedTarget.bytes)
        if owned.contains(target) { return true }
        // The name of a program leads to the alternative, and that to the program.
        guard target.bytes.starts(with: "/etc/alternatives/".utf8), let alternative = tree[target],
            alternative.entry.kind == .symlink
        else { return false }
        return owned.contains(directories.place(of: alternative.namedTarget.bytes))
    }
}

extension PackageChange {
    /// The package in one of the two versions, as the owner of files.
    fileprivate func owner(_ version: String) -> PackageFiles.Owner {
        PackageFiles.Owner(manager: manager, name: name, architecture: architecture, version: version)
    }
}
