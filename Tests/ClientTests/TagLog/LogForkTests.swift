// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import TagLog
import Testing

extension ClientTests {
    /// Histories that were signed with the right key, and are not the one that was seen.
    @Suite struct LogForkTests {
        private let images: [TestImage]
        private let ann: Person
        private let bob: Person

        init() throws {
            images = try ["one", "two", "three"].map { try TestImage(layers: [TarArchive(["app": "\($0)\n"]).bytes]) }
            ann = try Person()
            bob = try Person()
        }

        /// A registry with one tag, and a copy of all it has.
        private func withCopy(
            _ body: (_ registry: RegistryProcess, _ http: HTTP, _ copy: String) async throws -> Void
        ) async throws {
            try await RegistryProcess.run(configuration: "rules: [{change: allow}]\n") { registry in
                let http = HTTP(base: registry.url)
                #expect(try await http.push(images[0], to: "team/app", as: "1.0").status == 201)
                let copy = "\(registry.directory.path)/copy"
                try await registry.stop()
                try DatabaseAttack.copyData(from: registry.data, to: copy)
                try await registry.start()
                try await body(registry, http, copy)
            }
        }

        @Test func aLogThatIsCutAndGrowsAgainIsNoticedAtEveryLength() async throws {
            try await withCopy { registry, http, copy in
                #expect(try await http.push(images[1], to: "team/app", as: "1.0").status == 201)
                try await ann.succeed(registry, "log", "verify", "team/app:1.0")
                try await registry.stop()
                try DatabaseAttack.replaceData(at: registry.data, by: copy)
                try await registry.start()

                for (words, kind) in [
                    ("has shrunk: 1 entry where 2 entries were seen", "shrunk"),
                    ("shows other entries than before: two roots for size 2", "forked"),
                    ("does not begin with the 2 entries that were seen", "forked"),
                ] {
                    let known = try ann.evidence().count
                    for arguments in [["log", "verify", "team/app:1.0"], ["log", "audit", "team/app"]] {
                        let outcome = try await ann.holdfast(registry, arguments)
                        #expect(outcome.status == 6, "\(outcome)")
                        #expect(outcome.errors.contains(words), "\(outcome)")
                        #expect(outcome.errors.contains("/state/holdfast/logs/evidence/\(kind)-"), "\(outcome)")
                    }
                    for arguments in [
                        ["verify", "team/app:1.0"], ["resolve", "\(registry.authority)/team/app:1.0"],
                        ["copy", "\(registry.authority)/team/app:1.0", "oci:copied"],
                    ] {
                        let outcome = try await ann.holdfast(registry, arguments)
                        #expect(outcome.status == 6, "\(outcome)")
                    }
                    let evidence = try ann.evidence()
                    #expect(evidence.count == known + 1)
                    for found in evidence {
                        #expect(found.remembered.origin == found.presented.origin)
                        #expect(found.remembered.size == 2)
                        #expect(found.remembered.root != found.presented.root)
                    }
                    #expect(try await http.push(images[2], to: "team/app", as: "1.\(known)").status == 201)
                }
                #expect(Set(try ann.evidence().map(\.kind)) == ["shrunk", "forked"])

                // To who never looked before it is a log like any other.
                try await bob.succeed(registry, "log", "audit", "team/app")
                try await ann.succeed(registry, "log", "forget", "team/app")
                try await ann.succeed(registry, "log", "audit", "team/app")
            }
        }

        @Test func twoHistoriesShownToTwoPeopleAreNoticedByWhoSeesBoth() async throws {
            try await withCopy { registry, http, copy in
                try await RegistryProcess.run(configuration: "rules: [{change: allow}]\n", data: copy) { other in
                    #expect(try await http.push(images[1], to: "team/app", as: "1.0").status == 201)
                    for (image, tag) in [(images[2], "1.0"), (images[1], "2.0")] {
                        let answer = try await HTTP(base: other.url).push(image, to: "team/app", as: tag)
                        #expect(answer.status == 201)
                    }
                    try await ann.succeed(registry, "log", "audit", "team/app")
                    try await bob.succeed(other, "log", "audit", "team/app")
                    for (person, registry) in [(ann, other), (bob, registry)] {
                        let outcome = try await person.holdfast(registry, "log", "verify", "team/app:1.0")
                        #expect(outcome.status == 6, "\(outcome)")
                        let evidence = try #require(try person.evidence().first)
                        #expect(Set([evidence.remembered.size, evidence.presented.size]) == [2, 3])
                    }
                    // What each has seen goes on to be good.
                    try await ann.succeed(registry, "log", "verify", "team/app:1.0")
                    try await bob.succeed(other, "log", "verify", "team/app:1.0")
                }
            }
        }

        @Test func anEmptyRegistryInThePlaceOfAnotherIsNoticed() async throws {
            try await withCopy { registry, http, _ in
                try await ann.succeed(registry, "log", "verify", "team/app:1.0")
                try await registry.stop()
                try FileManager.default.moveItem(atPath: registry.data, toPath: "\(registry.data)-before")
                try await registry.start()
                let gone = try await ann.holdfast(registry, "log", "audit", "team/app")
                #expect(gone.status == 6, "\(gone)")
                #expect(gone.errors.contains("is gone: it was seen with 1 entry"), "\(gone)")
                #expect(try await http.push(images[0], to: "team/app", as: "1.0").status == 201)
                for arguments in [["verify", "team/app:1.0"], ["resolve", "\(registry.authority)/team/app:1.0"]] {
                    let outcome = try await ann.holdfast(registry, arguments)
                    #expect(outcome.status == 6, "\(outcome)")
                }
            }
        }
    }
}
