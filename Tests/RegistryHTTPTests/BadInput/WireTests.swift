// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Storage
import Testing

extension BadInputTests {
    /// What can only be seen on the connection itself.
    @Suite(.timeLimit(.minutes(20)))
    struct Wire {
        private let image = Content.image()
        private static let mebibyte = 1_048_576

        // MARK: Clients that go away

        @Test
        func aManifestThatBreaksOffIsNotStored() async throws {
            try await withRegistry { fixture in
                try await fixture.client.prepare(image, in: "a")
                let stored = try await fixture.blobs.blobs().count
                try await RawConnection.run(port: fixture.port) { connection in
                    try await connection.sendHead(
                        "PUT /v2/a/manifests/1.0",
                        "Content-Type: \(image.mediaType)",
                        "Content-Length: \(image.size)"
                    )
                    try await connection.send(String(String(buffer: image.bytes).dropLast(10)))
                    connection.finish()
                    #expect(!(try await connection.rest()).hasPrefix("HTTP/1.1 2"))
                }
                try await fixture.client.expectNoManifest(in: "a", as: "1.0")
                #expect(try await fixture.blobs.blobs().count == stored)
            }
        }

        @Test
        func aBlobThatBreaksOffLeavesNothing() async throws {
            try await withRegistry { fixture in
                let blob = Blob(count: 10_000)
                try await RawConnection.run(port: fixture.port) { connection in
                    try await connection.sendHead(
                        "POST /v2/a/blobs/uploads/?digest=\(blob.digest)",
                        "Content-Length: \(blob.size)"
                    )
                    try await connection.send(blob.part(0..<9_999))
                    connection.finish()
                    #expect(!(try await connection.rest()).hasPrefix("HTTP/1.1 2"))
                }
                try await fixture.client.expectNoBlob(blob.digest, in: "a")
                #expect(try await fixture.blobs.blobs().isEmpty)
                #expect(try await fixture.blobs.openUploads() == 0)
            }
        }

        /// What arrived of a chunk stays, so that the client can go on from there.
        @Test(arguments: ["Content-Length: 4000", "Transfer-Encoding: chunked"])
        func anUploadThatBreaksOffCanBeContinued(_ framing: String) async throws {
            try await withRegistry { fixture in
                let blob = Blob(count: 4_000)
                let client = fixture.client
                let location = try await client.startUpload(in: "a")
                try await RawConnection.run(port: fixture.port) { connection in
                    try await connection.sendHead("PATCH \(location)", framing)
                    if framing.hasPrefix("Transfer") { try await connection.send("FA0\r\n") }
                    try await connection.send(blob.part(0..<3_000))
                    connection.finish()
                    #expect(!(try await connection.rest()).hasPrefix("HTTP/1.1 2"))
                }
                try await client.expectNoBlob(blob.digest, in: "a")
                let state = try await client.get(location)
                #expect(state.status == 204)
                let received = (Int(state["Range"].dropFirst(2)) ?? -1) + 1
                #expect((0...3_000).contains(received))
                let from = received <= 1 ? 0 : received
                #expect(try await client.patch(location, blob, from..<4_000).status == 202)
                #expect(try await client.put("\(location)?digest=\(blob.digest)").status == 201)
                try await client.expectBlob(blob, in: "a")
            }
        }

        // MARK: Early refusal

        @Test
        func aManifestTooLargeIsRefusedBeforeItsBody() async throws {
            try await withRegistry { fixture in
                try await RawConnection.run(port: fixture.port) { connection in
                    try await connection.sendHead(
                        "PUT /v2/a/manifests/1.0",
                        "Content-Type: \(image.mediaType)",
                        "Content-Length: \(5 * Self.mebibyte)"
                    )
                    let answer = try await connection.response()
                    #expect(answer.status == 413)
                    #expect(answer.has("Connection: close"))
                    #expect(answer.body.contains("SIZE_INVALID"))
                }
            }
        }

        @Test
        func aManifestInPiecesIsRefusedOnceItIsTooLarge() async throws {
            try await withRegistry { fixture in
                try await RawConnection.run(port: fixture.port) { connection in
                    try await connection.sendHead(
                        "PUT /v2/a/manifests/1.0",
                        "Content-Type: \(image.mediaType)",
                        "Transfer-Encoding: chunked"
                    )
                    let piece = String(repeating: " ", count: Self.mebibyte)
                    for _ in 0..<5 { try await connection.send("100000\r\n\(piece)\r\n") }
                    let answer = try await connection.response()
                    #expect(answer.status == 413)
                    #expect(answer.has("Connection: close"))
                }
                try await fixture.client.expectNoManifest(in: "a", as: "1.0")
                #expect(try await fixture.blobs.blobs().isEmpty)
            }
        }

        /// A client that does not look at its input before it has sent everything still learns why it was refused.
        @Test(arguments: ["PUT /v2/a/manifests/1.0", "PUT /v2/A/manifests/1.0", "PATCH /v2/a/blobs/uploads/x"])
        func aRefusedClientMaySendItsBodyAndStillReadsTheAnswer(_ line: String) async throws {
            try await withRegistry { fixture in
                try await RawConnection.run(port: fixture.port) { connection in
                    let piece = ByteBuffer(repeating: 0x20, count: Self.mebibyte)
                    try await connection.sendHead(line, "Content-Length: \(16 * Self.mebibyte)")
                    for _ in 0..<16 { try await connection.send(piece) }
                    let answer = try await connection.response()
                    #expect([400, 404, 413].contains(answer.status))
                    #expect(answer.has("Connection: close"))
                    #expect(try await connection.rest().isEmpty)
                }
            }
        }

        /// What follows a refused request on its connection is its body, never another request.
        @Test
        func theBodyOfARefusedRequestIsNotARequest() async throws {
            try await withRegistry { fixture in
                try await fixture.client.push(image, to: "a", as: "1.0")
                let smuggled = "DELETE /v2/a/manifests/1.0 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                try await RawConnection.run(port: fixture.port) { connection in
                    try await connection.sendHead("PUT /v2/A/manifests/1.0", "Content-Length: \(smuggled.utf8.count)")
                    try await connection.send(smuggled + smuggled)
                    #expect(try await connection.response().status == 400)
                    #expect(try await connection.rest().isEmpty)
                }
                try await fixture.client.expectManifest(image, in: "a", as: "1.0")
            }
        }

        // MARK: Expect: 100-continue

        @Test
        func theBodyIsAskedForBeforeItIsSent() async throws {
            try await withRegistry { fixture in
                try await fixture.client.prepare(image, in: "a")
                let blob = Blob(count: 2_000)
                let location = try await fixture.client.startUpload(in: "a")
                try await RawConnection.run(port: fixture.port) { connection in
                    for (line, body) in [
                        ("PUT /v2/a/manifests/1.0", image.bytes),
                        ("POST /v2/a/blobs/uploads/?digest=\(blob.digest)", blob.bytes),
                        ("PATCH \(location)", blob.bytes),
                    ] {
                        try await connection.sendHead(
                            line,
                            "Expect: 100-continue",
                            "Content-Type: \(image.mediaType)",
                            "Content-Length: \(body.readableBytes)"
                        )
                        #expect(try await connection.response().status == 100)
                        try await connection.send(body)
                        #expect([201, 202].contains(try await connection.response().status))
                    }
                }
                try await fixture.client.expectManifest(image, in: "a", as: "1.0")
                try await fixture.client.expectBlob(blob, in: "a")
            }
        }

        /// The final status comes at once, and the body is never asked for.
        @Test(arguments: [
            ("PUT /v2/a/manifests/1.0", 5 * 1_048_576, 413), ("PUT /v2/A/manifests/1.0", 100, 400),
            ("PATCH /v2/a/blobs/uploads/0123456789abcdef0123456789abcdef", 100, 404),
            ("POST /v2/a/blobs/uploads/?digest=sha256:0", 100, 400), ("POST /api/v1/gc", 100, 415),
        ])
        func aRefusedBodyIsNotAskedFor(_ line: String, _ length: Int, _ status: Int) async throws {
            try await withRegistry { fixture in
                try await RawConnection.run(port: fixture.port) { connection in
                    try await connection.sendHead(line, "Expect: 100-continue", "Content-Length: \(length)")
                    let answer = try await connection.response()
                    #expect(answer.status == status)
                    #expect(answer.has("Connection: close"))
                    #expect(try await connection.rest().isEmpty)
                }
            }
        }

        // MARK: Framing

        @Test
        func aPathOfOtherThanASCIIIsRefused() async throws {
            try await withRegistry { fixture in
                for name in ["ä", "a\\b", "a\u{7f}b"] {
                    try await RawConnection.run(port: fixture.port) { connection in
                        try await connection.sendHead("POST /v2/\(name)/blobs/uploads/", "Content-Length: 0")
                        connection.finish()
                        #expect(try await connection.rest().hasPrefix("HTTP/1.1 4"))
                    }
                }
                #expect(try await fixture.client.get("/v2/_catalog").json()["repositories"] == .array([]))
            }
        }

        @Test
        func bodiesInPiecesAreTaken() async throws {
            try await withRegistry { fixture in
                try await fixture.client.prepare(image, in: "a")
                try await RawConnection.run(port: fixture.port) { connection in
                    let text = String(buffer: image.bytes)
                    try await connection.sendHead(
                        "PUT /v2/a/manifests/1.0",
                        "Content-Type: \(image.mediaType)",
                        "Transfer-Encoding: chunked"
                    )
                    for byte in text {
                        let piece = String(byte)
                        try await connection.send("\(String(piece.utf8.count, radix: 16))\r\n\(piece)\r\n")
                    }
                    try await connection.send("0\r\n\r\n")
                    #expect(try await connection.response().status == 201)
                }
                try await fixture.client.expectManifest(image, in: "a", as: "1.0")
            }
        }

        /// HEAD answers end with their fields; were there a body, it would be taken for the next answer.
        @Test
        func headHasNoBody() async throws {
            try await withRegistry { fixture in
                try await fixture.client.push(image, to: "a", as: "1.0")
                try await RawConnection.run(port: fixture.port) { connection in
                    let paths = [
                        "/v2/", "/v2/a/manifests/1.0", "/v2/a/manifests/2.0", "/v2/a/blobs/\(image.blobs[1].digest)",
                        "/v2/a/blobs/\(Blob.missing())", "/v2/a/tags/list", "/v2/_catalog", "/v2/A/tags/list",
                        "/healthz", "/nowhere",
                    ]
                    for path in paths { try await connection.sendHead("HEAD \(path)") }
                    connection.finish()
                    let answers = try await connection.rest()
                    let heads = answers.split(separator: "\r\n\r\n")
                    #expect(heads.count == paths.count)
                    #expect(heads.allSatisfy { $0.hasPrefix("HTTP/1.1 ") })
                }
            }
        }

        /// Two lengths, or a length beside pieces, could be read as two different bodies.
        @Test(arguments: [
            ["Content-Length: 5", "Content-Length: 6"], ["Content-Length: -1"], ["Content-Length: x"],
            ["Content-Length: 5", "Transfer-Encoding: chunked"],
        ])
        func framingThatCanBeReadInTwoWaysIsRefused(_ fields: [String]) async throws {
            try await withRegistry { fixture in
                try await RawConnection.run(port: fixture.port) { connection in
                    let head = ["PUT /v2/a/manifests/1.0 HTTP/1.1", "Host: localhost"] + fields
                    try await connection.send(
                        head.joined(separator: "\r\n") + "\r\n\r\n0\r\n\r\nGET /v2/ HTTP/1.1\r\n\r\n"
                    )
                    connection.finish()
                    let answer = try await connection.rest()
                    #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"))
                    #expect(!answer.contains("HTTP/1.1 2"))
                }
            }
        }

        @Test
        func fieldsWithoutEndAreRefused() async throws {
            try await withRegistry { fixture in
                try await RawConnection.run(port: fixture.port) { connection in
                    let field = "X: \(String(repeating: "x", count: 1_000))"
                    try await connection.send("GET /v2/ HTTP/1.1\r\nHost: localhost\r\n")
                    for _ in 0..<70 { try await connection.send("\(field)\r\n") }
                    try await connection.send("\r\n")
                    connection.finish()
                    #expect(!(try await connection.rest()).contains("HTTP/1.1 2"))
                }
                #expect(try await fixture.client.get("/v2/").status == 200)
            }
        }

        private func withRegistry(_ body: @escaping @Sendable (RegistryFixture) async throws -> Void) async throws {
            try await RegistryFixture.run(.live, body)
        }
    }
}
