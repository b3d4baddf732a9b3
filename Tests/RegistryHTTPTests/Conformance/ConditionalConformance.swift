// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import OCIModel
import Testing

extension ConformanceTests {
    /// Conditional requests (RFC 9110, section 13): an entity's tag is its quoted digest.
    @Suite(.timeLimit(.minutes(20)))
    struct Conditions {
        private let repository = "conformance/conditions"
        private let old = Content.image(1)
        private let new = Content.image(2)

        private var tag: String { "/v2/\(repository)/manifests/1.0" }

        @Test(arguments: Setup.all, [HTTPRequest.Method.get, .head])
        func whatTheClientHasIsNotSentAgain(_ setup: Setup, _ method: HTTPRequest.Method) async throws {
            try await withTag(setup) { client in
                let blob = old.blobs[1].digest
                for (path, digest) in [
                    (tag, old.digest),
                    ("/v2/\(repository)/manifests/\(old.digest)", old.digest),
                    ("/v2/\(repository)/blobs/\(blob)", blob),
                ] {
                    for condition in ["\"\(digest)\"", "W/\"\(digest)\"", "\"x\", \"\(digest)\"", "*"] {
                        let answer = try await client.send(method, path, [.ifNoneMatch: condition])
                        #expect(answer.status == 304)
                        #expect(answer["ETag"] == "\"\(digest)\"")
                        #expect(answer["Docker-Content-Digest"] == digest.rawValue)
                    }
                    let other = try await client.send(method, path, [.ifNoneMatch: "\"\(new.digest)\""])
                    #expect(other.status == 200)
                }
            }
        }

        /// The conditions under which a tag that means the old content may not be written.
        @Test(arguments: Setup.all, [HTTPField.Name.ifNoneMatch, .ifMatch])
        func aWriteWhoseConditionFailsChangesNothing(_ setup: Setup, _ name: HTTPField.Name) async throws {
            try await withTag(setup) { client in
                let fields: HTTPFields = [name: name == .ifMatch ? "\"\(Blob.missing())\"" : "*"]
                let put = try await client.put(new, in: repository, as: "1.0", fields)
                #expect(put.status == 412)
                #expect(put.code == "DENIED")
                let several = "\(new.digest)?tag=2.0&tag=1.0"
                #expect(try await client.put(new, in: repository, as: several, fields).status == 412)
                #expect(try await client.delete(tag, fields).status == 412)
                #expect(try await client.delete("/v2/\(repository)/manifests/\(old.digest)", fields).status == 412)

                try await client.expectManifest(old, in: repository, as: "1.0")
                try await client.expectNoManifest(in: repository, as: "2.0")
                #expect(try await client.holds().isEmpty)
                try await client.expectNoManifest(in: repository, as: new.digest.rawValue)
            }
        }

        @Test(arguments: Setup.all)
        func aNewTagCanBeWrittenOnce(_ setup: Setup) async throws {
            try await withTag(setup) { client in
                try await client.prepare(new, in: repository)
                #expect(try await client.put(new, in: repository, as: "2.0", [.ifMatch: "*"]).status == 412)
                #expect(try await client.put(new, in: repository, as: "2.0", [.ifNoneMatch: "*"]).status == 201)
                #expect(try await client.put(new, in: repository, as: "2.0", [.ifNoneMatch: "*"]).status == 412)
                #expect(try await client.delete("/v2/\(repository)/manifests/2.0", [.ifMatch: "*"]).status == 202)
                #expect(try await client.put(new, in: repository, as: "2.0", [.ifNoneMatch: "*"]).status == 201)
            }
        }

        @Test(arguments: Setup.all)
        func aTagThatMeansWhatTheClientThinksIsJudgedByTheRules(_ setup: Setup) async throws {
            try await withTag(setup) { client in
                try await client.prepare(new, in: repository)
                let fields: HTTPFields = [.ifMatch: "\"\(old.digest)\""]
                let answer = try await client.put(new, in: repository, as: "1.0", fields)
                switch setup.rules {
                case .allowingChange:
                    #expect(answer.status == 201)
                    try await client.expectManifest(new, in: repository, as: "1.0")
                    #expect(try await client.put(old, in: repository, as: "1.0", fields).status == 412)
                case .standard:
                    #expect(answer.status == 409)
                    try await client.expectManifest(old, in: repository, as: "1.0")
                    #expect(try await client.holds().count == 1)
                    #expect(try await client.delete(tag, fields).status == 202)
                }
            }
        }

        /// Silence about a condition would let a change through.
        @Test(arguments: Setup.all)
        func conditionsThatMeanNothingOnAWriteAreRefused(_ setup: Setup) async throws {
            try await withTag(setup) { client in
                for fields: HTTPFields in [
                    [.ifNoneMatch: "\"\(old.digest)\""], [.ifMatch: "*", .ifNoneMatch: "*"],
                ] {
                    #expect(try await client.put(new, in: repository, as: "1.0", fields).status == 400)
                    #expect(try await client.delete(tag, fields).status == 400)
                }
                try await client.expectManifest(old, in: repository, as: "1.0")
            }
        }

        private func withTag(
            _ setup: Setup,
            _ body: @escaping @Sendable (RegistryClient) async throws -> Void
        ) async throws {
            try await RegistryFixture.run(setup) { fixture in
                try await fixture.client.push(old, to: repository, as: "1.0")
                try await fixture.client.prepare(new, in: repository)
                try await body(fixture.client)
            }
        }
    }
}
