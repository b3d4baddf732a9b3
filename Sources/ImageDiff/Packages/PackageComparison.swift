// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What differs between the packages of two images.
public struct PackageComparison: Sendable {
    /// What the package databases say.
    public enum Evidence: Sendable {
        /// There is none, or it cannot be read.
        case unknown
        /// Both images hold the same packages in the same versions.
        case unchanged
        /// Packages came, went or have other versions.
        case changed
    }

    /// The packages that came, went or have other versions, sorted by manager, name and architecture.
    public let changes: [PackageChange]
    /// What the two databases allow to say about other files.
    public let evidence: Evidence
    /// What could not be read, on either side; then more may differ than is listed.
    public let problems: [PackageError]

    /// Compares two sets of packages.
    public init(_ old: PackageSet, _ new: PackageSet) {
        let before = Dictionary(grouping: old.packages, by: Key.init)
        let after = Dictionary(grouping: new.packages, by: Key.init)
        let changes = Set(before.keys).union(after.keys).sorted().flatMap { key in
            Self.changes(of: key, before[key] ?? [], after[key] ?? [])
        }
        self.changes = changes
        self.problems = old.problems + new.problems
        if old.isComplete, new.isComplete {
            self.evidence = changes.isEmpty ? .unchanged : .changed
        } else {
            self.evidence = .unknown
        }
    }

    /// How many packages went one way.
    public func count(of direction: PackageChange.Direction) -> Int {
        changes.count { $0.direction == direction }
    }

    private struct Key: Hashable, Comparable {
        var manager: Package.Manager
        var name: String
        var architecture: String

        init(_ package: Package) {
            self.manager = package.manager
            self.name = package.name
            self.architecture = package.architecture
        }

        static func < (left: Key, right: Key) -> Bool {
            (left.manager.rawValue, left.name, left.architecture)
                < (right.manager.rawValue, right.name, right.architecture)
        }
    }

    /// Pairs the versions of one package; more than one of a name is possible in a database made by hand.
    private static func changes(of key: Key, _ old: [Package], _ new: [Package]) -> [PackageChange] {
        let before = Set(old.map(\.version))
        let after = Set(new.map(\.version))
        let gone = before.subtracting(after).sorted()
        let come = after.subtracting(before).sorted()
        var changes: [PackageChange] = []
        func change(_ from: String?, _ to: String?, _ direction: PackageChange.Direction) {
            changes.append(
                PackageChange(
                    manager: key.manager,
                    name: key.name,
                    architecture: key.architecture,
                    from: from,
                    to: to,
                    direction: direction
                )
            )
        }
        for (from, to) in zip(gone, come) {
            change(from, to, direction(from: from, to: to, manager: key.manager))
        }
        for version in gone.dropFirst(come.count) { change(version, nil, .removed) }
        for version in come.dropFirst(gone.count) { change(nil, version, .added) }
        return changes
    }

    private static func direction(
        from: String,
        to: String,
        manager: Package.Manager
    ) -> PackageChange.Direction {
        let order: VersionOrder?
        switch manager {
        case .dpkg: order = DebianVersion(from).order(to: DebianVersion(to))
        case .apk: order = AlpineVersion(from).flatMap { old in AlpineVersion(to).map { old.order(to: $0) } }
        case .rpm: order = nil
        }
        switch order {
        case .older: return .upgraded
        case .newer: return .downgraded
        case .same, nil: return .changed
        }
    }
}
