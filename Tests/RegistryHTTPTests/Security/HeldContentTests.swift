// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Testing

extension SecurityTests {
    /// Who may read what waits for a decision, and who may decide.
    @Suite(.timeLimit(.minutes(20)))
    struct HeldContent {
        private let old = Content.image(1)
        private let new = Content.image(2)
        private let repository = "ci/a"

        @Test(arguments: Setup.Face.allCases)
        func aHeldManifestIsForItsPusherAndApprovers(_ face: Setup.Face) async throws {
            try await withHold(face) { fixture in
                for user in ["ci", "dev", "ann", "root"] {
                    let client = fixture.client.signed(as: user)
                    try await client.expectManifest(new, in: repository, as: new.digest.rawValue)
                }
                try await tokenReader(fixture).expectManifest(new, in: repository, as: new.digest.rawValue)
                for client in [try await reader(fixture), try await wishfulReader(fixture)] {
                    let answer = try await client.manifest(new.digest.rawValue, of: repository)
                    #expect(answer.status == 403)
                    #expect(answer.code == "DENIED")
                    #expect(try await client.head("/v2/\(repository)/manifests/\(new.digest)").status == 403)
                    try await client.expectManifest(old, in: repository, as: "1.0")
                    try await client.expectManifest(old, in: repository, as: old.digest.rawValue)
                }
            }
        }

        /// The ways in which held content comes to be reached otherwise.
        enum Way: String, CaseIterable {
            case approved, pushedByDigest, otherTag, inAnIndex
        }

        @Test(arguments: Setup.Face.allCases, Way.allCases)
        func contentReachedOtherwiseIsForEveryone(_ face: Setup.Face, _ way: Way) async throws {
            try await withHold(face) { fixture in
                let dev = fixture.client.signed(as: "dev")
                switch way {
                case .approved: #expect(try await dev.decide(1, "approve").status == 200)
                case .pushedByDigest: try await dev.push(new, to: repository)
                case .otherTag: try await dev.push(new, to: repository, as: "2.0")
                case .inAnIndex: try await dev.push(.index([new]), to: repository, as: "2.0")
                }
                let reader = try await reader(fixture)
                try await reader.expectManifest(new, in: repository, as: new.digest.rawValue)
            }
        }

        /// What could be read before an offer stays readable, also when the offer is rejected.
        @Test(arguments: Setup.Face.allCases)
        func contentReadableBeforeStaysReadable(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                let ci = fixture.client.signed(as: "ci")
                try await ci.push(old, to: repository, as: "1.0")
                try await ci.push(new, to: repository)
                #expect(try await ci.put(new, in: repository, as: "1.0").status == 409)
                let reader = try await reader(fixture)
                try await reader.expectManifest(new, in: repository, as: new.digest.rawValue)
                #expect(try await fixture.client.signed(as: "ann").decide(1, "reject").status == 200)
                try await reader.expectManifest(new, in: repository, as: new.digest.rawValue)
            }
        }

        @Test(arguments: Setup.Face.allCases)
        func onlyApproversDecide(_ face: Setup.Face) async throws {
            try await withHold(face) { fixture in
                for verb in ["approve", "reject", "reopen"] {
                    for user in ["ci", "eve"] {
                        let answer = try await fixture.client.signed(as: user).decide(1, verb)
                        #expect([403, 404].contains(answer.status), "\(user) \(verb)")
                    }
                    #expect(try await fixture.client.decide(1, verb).status != 200)
                }
                try await fixture.client.signed(as: "ann").expectManifest(old, in: repository, as: "1.0")
                #expect(try await fixture.client.signed(as: "ann").decide(1, "approve").status == 200)
                try await fixture.client.signed(as: "ann").expectManifest(new, in: repository, as: "1.0")
            }
        }

        @Test(arguments: Setup.Face.allCases)
        func whoPushedMayNotApprove(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                let dev = fixture.client.signed(as: "dev")
                try await dev.push(old, to: repository, as: "1.0")
                try await dev.prepare(new, in: repository)
                #expect(try await dev.put(new, in: repository, as: "1.0").status == 409)
                let refused = try await dev.decide(1, "approve")
                #expect(refused.status == 403)
                #expect(refused.code == "DENIED")
                try await dev.expectManifest(old, in: repository, as: "1.0")

                // A second account that may approve, or rules that say otherwise, are what it takes.
                let policy = fixture.registry.policy
                fixture.registry.replacePolicy(.init(rules: policy.rules, approvals: .anyApprover))
                #expect(try await dev.decide(1, "approve").status == 200)
                try await dev.expectManifest(new, in: repository, as: "1.0")
            }
        }

        /// A robot's token does not make its user somebody else.
        @Test(arguments: Setup.Face.allCases)
        func whoPushedMayNotApproveByToken(_ face: Setup.Face) async throws {
            try await SecurityTests.run(face) { fixture in
                let robot = fixture.client.signed(as: "dev", password: try await fixture.robotToken(for: "dev"))
                try await robot.push(old, to: repository, as: "1.0")
                try await robot.prepare(new, in: repository)
                #expect(try await robot.put(new, in: repository, as: "1.0").status == 409)
                #expect(try await fixture.client.signed(as: "dev").decide(1, "approve").status == 403)
            }
        }

        @Test(arguments: Setup.Face.allCases)
        func holdsAreSeenByThoseWhoMayPull(_ face: Setup.Face) async throws {
            try await withHold(face) { fixture in
                let seen = try await fixture.client.signed(as: "ci").holds()
                #expect(seen.count == 1)
                let eve = fixture.client.signed(as: "eve")
                #expect(try await eve.holds().isEmpty)
                #expect(try await eve.get("/api/v1/holds/1").status == 404)
                #expect(try await eve.get("/holds/1").status == 404)
            }
        }

        /// Someone who may pull from the repository and nothing else.
        private func reader(_ fixture: RegistryFixture) async throws -> RegistryClient {
            let token = try await fixture.robotToken(for: "root", can: ["pull"])
            return fixture.client.signed(as: "root", password: token)
        }

        /// Somebody who may only pull, and wishes for more in the words of tokens.
        private func wishfulReader(_ fixture: RegistryFixture) async throws -> RegistryClient {
            let scope = "repository:\(repository):pull,read-held"
            let token = try await reader(fixture).token(for: scope).text
            return fixture.client.bearing(token)
        }

        /// An approver as clients of registries are: with a token for pulling, and no more.
        private func tokenReader(_ fixture: RegistryFixture) async throws -> RegistryClient {
            let client = fixture.client.signed(as: "root")
            return fixture.client.bearing(try await client.token(for: "repository:\(repository):pull").text)
        }

        private func withHold(
            _ face: Setup.Face,
            _ body: @escaping @Sendable (RegistryFixture) async throws -> Void
        ) async throws {
            try await SecurityTests.run(face) { fixture in
                let ci = fixture.client.signed(as: "ci")
                try await ci.push(old, to: repository, as: "1.0")
                try await ci.prepare(new, in: repository)
                #expect(try await ci.put(new, in: repository, as: "1.0").status == 409)
                try await body(fixture)
            }
        }
    }
}
