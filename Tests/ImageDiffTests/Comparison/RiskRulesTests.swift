// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@testable import ImageDiff

/// The table of ``RiskRules``, a row each.
@Suite struct RiskRulesTests {
    @Test(
        arguments: RiskRow.privileges + RiskRow.placeAttributes + RiskRow.replacedDirectories + RiskRow.programs
            + RiskRow.ordinary + RiskRow.noteworthy
    )
    func judges(_ row: RiskRow) throws {
        let unexplained = try #require(Sample.difference(at: row.path, from: row.old, to: row.new))
        #expect(unexplained.severity == row.severity)
        #expect(unexplained.reasons == row.reasons)
        let context = try Sample.context(explaining: row.path)
        let explained = try #require(Sample.difference(at: row.path, from: row.old, to: row.new, context: context))
        #expect(explained.severity == row.explained)
    }

    @Test(arguments: RiskRow.places)
    func judgesPlacesThatDecideAboutTrust(path: ByteString, reason: String) throws {
        let context = try Sample.context(explaining: path)
        let added = try #require(Sample.difference(at: path, from: nil, to: Sample.file(), context: context))
        #expect(added.severity == .high)
        #expect(added.reasons == [reason])
        let changed = try #require(
            Sample.difference(at: path, from: Sample.file("a"), to: Sample.file("b"), context: context)
        )
        #expect(changed.severity == .high)
        let removed = try #require(Sample.difference(at: path, from: Sample.file("a"), to: nil, context: context))
        #expect(removed.severity == .medium)
        #expect(removed.reasons == [reason])
    }

    @Test func packagesExplainNoFileThatTheyDoNotList() throws {
        let context = try Sample.context(explaining: "/usr/bin/y")
        let difference = Sample.difference(
            at: "/usr/bin/x",
            from: Sample.program("a"),
            to: Sample.program("b"),
            context: context
        )
        #expect(difference?.severity == .high)
    }

    @Test func packagesNeverExplainTheProgramOfTheImage() throws {
        let context = try Sample.context(explaining: "/usr/sbin/nginx", programs: ["/usr/sbin/nginx"])
        let changed = Sample.difference(
            at: "/usr/sbin/nginx",
            from: Sample.program("a"),
            to: Sample.program("b"),
            context: context
        )
        #expect(changed?.severity == .high)
        #expect(changed?.reasons == ["program that the image runs", "executable changed"])
        let gone = Sample.difference(at: "/usr/sbin/nginx", from: Sample.program(), to: nil, context: context)
        #expect(gone?.severity == .high)
    }

    @Test func momentsAloneNeverMatter() {
        for path: ByteString in ["/etc/passwd", "/usr/bin/sudo"] {
            let difference = Sample.difference(
                at: path,
                from: Sample.file(mode: 0o4755),
                to: Sample.file(mode: 0o4755, modified: 1),
                mode: .strict
            )
            #expect(difference?.severity == .info)
            #expect(difference?.reasons == [])
        }
    }
}
