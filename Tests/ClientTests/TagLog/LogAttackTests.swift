// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

extension ClientTests {
    /// Somebody with the registry's disk, against somebody with a command line.
    @Suite(.needs(DatabaseAttack.python))
    struct LogAttackTests {
        private let images: [TestImage]
        private let ann: Person

        init() throws {
            images = try ["one", "two", "three"].map { try TestImage(layers: [TarArchive(["app": "\($0)\n"]).bytes]) }
            ann = try Person()
        }

        /// A registry where `app:1.0` moved from the first image to the second, and `app:2.0` is the third; the log was
        /// seen if that is wanted.
        private func withMovedTag(
            isSeen: Bool = true,
            _ body: (RegistryProcess) async throws -> Void
        ) async throws {
            try await RegistryProcess.run(configuration: "rules: [{change: allow}]\n") { registry in
                let http = HTTP(base: registry.url)
                for (image, tag) in zip(images, ["1.0", "1.0", "2.0"]) {
                    #expect(try await http.push(image, to: "team/app", as: tag).status == 201)
                }
                if isSeen { try await ann.succeed(registry, "log", "audit", "team/app") }
                try await body(registry)
            }
        }

        private func expectSix(
            _ registry: RegistryProcess,
            _ arguments: [[String]],
            saying words: String...,
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            for arguments in arguments {
                let outcome = try await ann.holdfast(registry, arguments)
                #expect(outcome.status == 6, "\(outcome)", sourceLocation: sourceLocation)
                let said = outcome.output + outcome.errors
                for word in words {
                    #expect(said.contains(word), "\(word) in \(outcome)", sourceLocation: sourceLocation)
                }
            }
        }

        private static let verify = ["verify", "team/app:1.0"]
        private static let logVerify = ["log", "verify", "team/app:1.0"]
        private static let proof = ["log", "proof", "team/app:1.0"]
        private static let audit = ["log", "audit", "team/app"]

        @Test(arguments: [true, false])
        func aTagThatWasRolledBackInTheDatabase(isSeen: Bool) async throws {
            try await withMovedTag(isSeen: isSeen) { registry in
                try await DatabaseAttack.run(
                    on: registry,
                    "UPDATE tag SET digest = '\(images[0].digest)' WHERE name = '1.0'"
                )
                let served = try await HTTP(base: registry.url).get("/v2/team/app/manifests/1.0")
                #expect(served.body == images[0].manifest)
                let all = [Self.verify, Self.logVerify, Self.proof, Self.audit]
                try await expectSix(registry, all, saying: images[0].digest, images[1].digest)
                let reference = "\(registry.authority)/team/app:1.0"
                for command in [["resolve", reference], ["copy", reference, "oci:copied"], ["inspect", reference]] {
                    try await expectSix(registry, [command], saying: images[0].digest, images[1].digest)
                }
                try await ann.succeed(registry, "log", "verify", "team/app:2.0")
            }
        }

        @Test(arguments: [true, false])
        func aTagThatTheLogDoesNotKnow(isSeen: Bool) async throws {
            try await withMovedTag(isSeen: isSeen) { registry in
                try await DatabaseAttack.run(
                    on: registry,
                    """
                    INSERT INTO tag SELECT repository, '3.0', digest, lastDigest, changedAt, changedBy FROM tag
                    WHERE name = '1.0'
                    """
                )
                try await expectSix(
                    registry,
                    [["verify", "team/app:3.0"], ["log", "verify", "team/app:3.0"], Self.audit],
                    saying: "3.0",
                    images[1].digest
                )
            }
        }

        @Test func aTagThatVanishedIsMissed() async throws {
            try await withMovedTag { registry in
                try await DatabaseAttack.run(on: registry, "UPDATE tag SET digest = NULL WHERE name = '1.0'")
                try await expectSix(registry, [Self.audit], saying: "1.0 is not served")
                try await expectSix(registry, [Self.logVerify], saying: "and the registry hides it")
            }
        }

        @Test(arguments: [true, false])
        func aLeafThatWasChanged(isSeen: Bool) async throws {
            try await withMovedTag(isSeen: isSeen) { registry in
                try await DatabaseAttack.run(
                    on: registry,
                    """
                    UPDATE logEntry SET entry = CAST(replace(CAST(entry AS TEXT), '\(images[1].digest)', \
                    '\(images[0].digest)') AS BLOB) WHERE position = 1
                    """,
                    "UPDATE event SET digest = '\(images[0].digest)' WHERE position = 1",
                    "UPDATE tag SET digest = '\(images[0].digest)' WHERE name = '1.0'"
                )
                try await expectSix(registry, [Self.verify, Self.logVerify, Self.proof, Self.audit])
            }
        }

        @Test func aLeafAndItsHashThatWereChanged() async throws {
            try await withMovedTag { registry in
                try await DatabaseAttack.run(
                    on: registry,
                    "UPDATE logEntry SET entry = CAST(replace(CAST(entry AS TEXT), '1.0', '1.1') AS BLOB) WHERE position = 0",
                    "UPDATE logTile SET hashes = zeroblob(32) || substr(hashes, 33) WHERE level = 0"
                )
                try await expectSix(registry, [Self.verify, Self.logVerify, Self.audit])
            }
        }

        @Test(arguments: [0, 1, 2])
        func aLeafThatWasRemoved(position: Int) async throws {
            try await withMovedTag { registry in
                try await DatabaseAttack.run(
                    on: registry,
                    "DELETE FROM logEntry WHERE position = \(position)",
                    "DELETE FROM event WHERE position = \(position)"
                )
                try await expectSix(registry, [Self.audit])
                if position == 1 { try await expectSix(registry, [Self.verify, Self.logVerify]) }
            }
        }

        @Test func aLogWhoseKeyWasTakenAway() async throws {
            try await withMovedTag { registry in
                try await DatabaseAttack.run(
                    on: registry,
                    "DELETE FROM setting WHERE key = 'logKey'"
                )
                // The registry does not go on with a log that it cannot have signed: what is there stays as it was seen.
                let http = HTTP(base: registry.url)
                #expect(try await http.push(images[0], to: "team/app", as: "3.0").status == 500)
                for command in [Self.logVerify, Self.audit] { try await ann.succeed(registry, command) }
            }
        }

        @Test func aMoveBackThatIsLoggedIsToldAndIsNoError() async throws {
            try await withMovedTag { registry in
                let http = HTTP(base: registry.url)
                #expect(try await http.put(manifest: images[0], to: "team/app", as: "1.0").status == 201)
                for arguments in [Self.verify, Self.logVerify] {
                    let outcome = try await ann.succeed(registry, arguments)
                    #expect(outcome.output.contains("it went back: it meant the same since entry 0"), "\(outcome)")
                }
                let audit = try await ann.succeed(registry, "log", "audit", "team/app")
                #expect(audit.output.contains("1.0 went back to \(images[0].digest) at entry 3"), "\(audit)")
            }
        }
    }
}
