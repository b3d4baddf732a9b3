// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Testing

/// `/api/v1/import/dct` over HTTP.
@Suite(.timeLimit(.minutes(20)))
struct ImportEndpointTests {
    private static let digest = "sha256:" + String(repeating: "1", count: 64)
    private static let key = String(repeating: "a", count: 64)
    private static let entry =
        #"{"tag":"1.0","digest":"\#(digest)","size":528,"version":3,"expires":"2029-11-20T00:00:00Z","#
        + #""roles":["targets"],"signers":["\#(key)"]}"#

    private func post(_ client: RegistryClient, _ body: String) async throws -> Answer {
        try await client.post(
            "/api/v1/import/dct",
            [.contentType: "application/json"],
            body: ByteBuffer(string: body)
        )
    }

    private func order(_ entry: String = entry, source: String = "dct:docker.io/library/app") -> String {
        #"{"repository":"team/app","source":"\#(source)","expired":true,"entries":[\#(entry)]}"#
    }

    @Test(arguments: Setup.Face.allCases)
    func tellsWhatBecameOfEachEntry(_ face: Setup.Face) async throws {
        try await RegistryFixture.run(Setup(face: face, rules: .standard)) { fixture in
            let answer = try await post(fixture.client, order())
            #expect(answer.status == 200)
            let document = try answer.json()
            #expect(document["source"]?.string == "dct:docker.io/library/app")
            #expect(document["expired"] == .bool(true))
            #expect(document["imported"] == .integer(1))
            #expect(document["entries"]?.array?.first?["outcome"]?.string == "imported")
        }
    }

    struct Malformed: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        let code: String
        var testDescription: String { new }
    }

    @Test(arguments: [
        Malformed(old: #""1.0""#, new: #""a b""#, code: "NAME_INVALID"),
        Malformed(old: "dct:", new: "", code: "NAME_INVALID"),
        Malformed(old: "docker.io/", new: "", code: "NAME_INVALID"),
        Malformed(old: "team/app", new: "Team", code: "NAME_INVALID"),
        Malformed(old: digest, new: "sha256:12", code: "DIGEST_INVALID"),
        Malformed(old: "528", new: "-1", code: "SIZE_INVALID"),
        Malformed(old: "528", new: "null", code: "UNSUPPORTED"),
        Malformed(old: #"["\#(key)"]"#, new: "[]", code: "UNSUPPORTED"),
        Malformed(old: #"["targets"]"#, new: "[1]", code: "UNSUPPORTED"),
        Malformed(old: #""expired":true"#, new: #""expired":1"#, code: "UNSUPPORTED"),
    ])
    func saysWhatIsWrongInItsCode(_ malformed: Malformed) async throws {
        try await RegistryFixture.run(.router) { fixture in
            let answer = try await post(fixture.client, order().replacing(malformed.old, with: malformed.new))
            #expect(answer.status == 400)
            #expect(answer.code == malformed.code, "\(answer.text)")
            let history = try await fixture.client.get("/api/v1/history?ref=team/app")
            #expect(!history.text.contains(#""imported""#))
        }
    }
}
