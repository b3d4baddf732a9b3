// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import Testing

@Suite struct PackageComparisonTests {
    private func package(_ name: String, _ version: String, _ manager: Package.Manager = .dpkg) -> Package {
        Package(manager: manager, name: name, version: version, architecture: "amd64")
    }

    @Test(arguments: [
        ("1.0~rc1", "1.0", Package.Manager.dpkg, PackageChange.Direction.upgraded, Severity.low),
        ("1:0", "9", .dpkg, .downgraded, .medium), ("1.0", "1.00", .dpkg, .changed, .medium),
        ("1.0-r1", "1.0-r2", .apk, .upgraded, .low), ("1.0", "1.0_rc1", .apk, .downgraded, .medium),
        ("1.0", "what?", .apk, .changed, .medium), ("1", "2", .rpm, .changed, .medium),
    ])
    func tellsTheDirection(
        from: String,
        to: String,
        manager: Package.Manager,
        direction: PackageChange.Direction,
        severity: Severity
    ) {
        let changes = PackageComparison(
            PackageSet([package("a", from, manager)]),
            PackageSet([package("a", to, manager)])
        ).changes
        #expect(changes.map(\.direction) == [direction])
        #expect(changes.map(\.severity) == [severity])
        #expect(changes.map(\.from) == [from])
        #expect(changes.map(\.to) == [to])
    }

    @Test func tellsWhatCameAndWent() {
        let comparison = PackageComparison(
            PackageSet([package("a", "1"), package("b", "1"), package("c", "1")]),
            PackageSet([package("b", "1"), package("d", "2"), package("c", "2")])
        )
        #expect(comparison.changes.map(\.name) == ["a", "c", "d"])
        #expect(comparison.changes.map(\.direction) == [.removed, .upgraded, .added])
        #expect(comparison.changes.map(\.severity) == [.low, .low, .medium])
        #expect(comparison.count(of: .added) == 1)
        #expect(comparison.evidence == .changed)
    }

    @Test func pairsSeveralVersionsOfOneName() {
        let comparison = PackageComparison(
            PackageSet([package("a", "1"), package("a", "2")]),
            PackageSet([package("a", "2"), package("a", "3"), package("a", "4")])
        )
        #expect(comparison.changes.map(\.from) == ["1", nil])
        #expect(comparison.changes.map(\.to) == ["3", "4"])
    }

    @Test func knowsNothingUnlessBothSidesAreComplete() {
        let known = PackageSet([package("a", "1")])
        let broken = PackageSet([package("a", "2")], problems: [.missing("/x")])
        #expect(PackageComparison(known, known).evidence == .unchanged)
        #expect(PackageComparison(known, PackageSet()).evidence == .unknown)
        #expect(PackageComparison(known, broken).evidence == .unknown)
        #expect(PackageComparison(known, broken).problems == [.missing("/x")])
    }

    @Test func takesManyVersionsOfOneNameInItsStride() {
        let old = PackageSet((0..<20_000).map { package("a", "\($0)") })
        let new = PackageSet((20_000..<40_000).map { package("a", "\($0)") })
        #expect(PackageComparison(old, new).changes.count == 20_000)
    }
}
