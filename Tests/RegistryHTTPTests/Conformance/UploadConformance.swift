// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Storage
import Testing

extension ConformanceTests {
    /// Uploads beyond the plain paths: what goes wrong, and how a client goes on.
    @Suite(.timeLimit(.minutes(20)))
    struct Uploads {
        private let repository = "conformance/uploads"
        private let blob = Blob(count: 4_096, seed: 3)

        private var start: String { "/v2/\(repository)/blobs/uploads/" }

        @Test(arguments: Setup.all)
        func anUploadStartsWithAUniqueLocationAndNothingReceived(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [repository, start] fixture in
                let first = try await fixture.client.post(start)
                #expect(first.status == 202)
                #expect(first["Range"] == "0-0")
                #expect(first["Content-Length"] == "0")
                #expect(first.location == start + first["Docker-Upload-UUID"])
                let withoutSlash = try await fixture.client.post("/v2/\(repository)/blobs/uploads")
                #expect(withoutSlash.status == 202)
                #expect(withoutSlash.location != first.location)
            }
        }

        @Test(arguments: Setup.all, Digest.Algorithm.allCases)
        func theAlgorithmCanBeAnnounced(_ setup: Setup, _ algorithm: Digest.Algorithm) async throws {
            try await RegistryFixture.run(setup) { [blob, start, repository] fixture in
                let answer = try await fixture.client.post("\(start)?digest-algorithm=\(algorithm.rawValue)")
                #expect(answer.status == 202)
                let digest = blob.digest(algorithm)
                let done = try await fixture.client.put("\(answer.location)?digest=\(digest)", body: blob.bytes)
                #expect(done.status == 201)
                try await fixture.client.expectBlob(blob, in: repository, algorithm)
                let refused = try await fixture.client.post("\(start)?digest-algorithm=md5")
                #expect(refused.status == 400)
                #expect(refused.code == "DIGEST_INVALID")
            }
        }

        @Test(arguments: Setup.all, Digest.Algorithm.allCases)
        func theLastChunkMayComeWithThePut(_ setup: Setup, _ algorithm: Digest.Algorithm) async throws {
            try await RegistryFixture.run(setup) { [blob, repository] fixture in
                let client = fixture.client
                let location = try await client.startUpload(in: repository)
                #expect(try await client.patch(location, blob, 0..<1_500).status == 202)
                #expect(try await client.patch(location, blob, 1_500..<3_000).status == 202)
                let done = try await client.put(
                    "\(location)?digest=\(blob.digest(algorithm))",
                    [.contentRange: "3000-4095", .contentType: "application/octet-stream"],
                    body: blob.part(3_000..<4_096)
                )
                #expect(done.status == 201)
                try await client.expectBlob(blob, in: repository, algorithm)
            }
        }

        /// The chunks that come out of order, as bytes of the blob, before the right ones.
        @Test(arguments: Setup.all, [[1_000..<2_000], [0..<1_000, 2_000..<3_000], [0..<1_000, 0..<1_000]])
        func aChunkOutOfOrderIsRefusedAndTheUploadGoesOn(_ setup: Setup, _ chunks: [Range<Int>]) async throws {
            try await RegistryFixture.run(setup) { [blob, repository] fixture in
                let client = fixture.client
                let location = try await client.startUpload(in: repository)
                for chunk in chunks.dropLast() { #expect(try await client.patch(location, blob, chunk).status == 202) }
                let received = chunks.dropLast().last?.upperBound ?? 0

                let refused = try await client.patch(location, blob, chunks.last ?? 0..<0)
                #expect(refused.status == 416)
                #expect(refused.code == "BLOB_UPLOAD_INVALID")
                let state = try await client.get(location)
                #expect(state.status == 204)
                #expect(state.location == location)
                #expect(state["Range"] == "0-\(max(0, received - 1))")

                #expect(try await client.patch(location, blob, received..<4_096).status == 202)
                #expect(try await client.put("\(location)?digest=\(blob.digest)").status == 201)
                try await client.expectBlob(blob, in: repository)
            }
        }

        @Test(arguments: Setup.all)
        func aPutWithAChunkOutOfOrderIsRefusedAndTheUploadGoesOn(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [blob, repository] fixture in
                let client = fixture.client
                let location = try await client.startUpload(in: repository)
                #expect(try await client.patch(location, blob, 0..<1_000).status == 202)
                let put = "\(location)?digest=\(blob.digest)"
                let refused = try await client.put(put, [.contentRange: "3000-4095"], body: blob.part(3_000..<4_096))
                #expect(refused.status == 416)
                #expect(try await client.get(location)["Range"] == "0-999")
                let done = try await client.put(put, [.contentRange: "1000-4095"], body: blob.part(1_000..<4_096))
                #expect(done.status == 201)
                try await client.expectBlob(blob, in: repository)
            }
        }

        @Test(arguments: Setup.all)
        func theOrderOfAContentRangeThatIsNoneIsRefused(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [blob, repository] fixture in
                let client = fixture.client
                let location = try await client.startUpload(in: repository)
                for text in ["x", "9-1", "-5", "0-", "0-10"] {
                    let refused = try await client.patch(location, [.contentRange: text], body: blob.part(0..<100))
                    #expect(refused.status == 400, "Content-Range: \(text)")
                }
                #expect(try await client.get(location)["Range"] == "0-0")
            }
        }

        /// The ways to finish an upload with a digest its bytes do not have.
        enum WrongDigest: String, CaseIterable {
            case post, postPut, stream, chunked, withoutDigest, notADigest
        }

        @Test(arguments: Setup.all, WrongDigest.allCases)
        func aWrongDigestIsABadRequestAndStoresNothing(_ setup: Setup, _ way: WrongDigest) async throws {
            try await RegistryFixture.run(setup) { [blob, repository, start] fixture in
                let client = fixture.client
                for algorithm in Digest.Algorithm.allCases {
                    let wrong = Blob.missing(algorithm)
                    let location = try await client.startUpload(in: repository)
                    let put = "\(location)?digest=\(wrong)"
                    let answer: Answer
                    switch way {
                    case .post: answer = try await client.post("\(start)?digest=\(wrong)", body: blob.bytes)
                    case .postPut: answer = try await client.put(put, body: blob.bytes)
                    case .stream:
                        #expect(try await client.patch(location, body: blob.bytes).status == 202)
                        answer = try await client.put(put)
                    case .chunked:
                        #expect(try await client.patch(location, blob, 0..<2_048).status == 202)
                        answer = try await client.put(put, [.contentRange: "2048-4095"], body: blob.part(2_048..<4_096))
                    case .withoutDigest: answer = try await client.put(location, body: blob.bytes)
                    case .notADigest:
                        answer = try await client.put("\(location)?digest=\(algorithm.rawValue):x", body: blob.bytes)
                    }
                    #expect(answer.status == 400)
                    #expect(answer.code == "DIGEST_INVALID")
                    try await client.expectNoBlob(wrong, in: repository)
                    try await client.expectNoBlob(blob.digest(algorithm), in: repository)
                }
                #expect(try await fixture.blobs.blobs().isEmpty)
            }
        }

        @Test(arguments: Setup.all, Digest.Algorithm.allCases)
        func theEmptyBlobAndTheEmptyObjectAreBlobs(_ setup: Setup, _ algorithm: Digest.Algorithm) async throws {
            try await RegistryFixture.run(setup) { [repository] fixture in
                let client = fixture.client
                for blob in [Blob.empty, .emptyObject] {
                    try await client.push(blob, to: repository, algorithm)
                    try await client.expectBlob(blob, in: repository, algorithm)
                    let location = try await client.startUpload(in: repository)
                    #expect(try await client.patch(location, body: blob.bytes).status == 202)
                    let again = try await client.put("\(location)?digest=\(blob.digest(algorithm))")
                    #expect(again.status == 201)
                    try await client.expectBlob(blob, in: repository, algorithm)
                }
            }
        }

        @Test(arguments: Setup.all)
        func aMountOfWhatIsMissingFallsBackToAnUpload(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [blob, repository, start] fixture in
                let client = fixture.client
                for query in ["?mount=\(blob.digest)&from=conformance/other", "?mount=\(blob.digest)"] {
                    let answer = try await client.post(start + query)
                    #expect(answer.status == 202)
                    try await client.expectNoBlob(blob.digest, in: repository)
                    let done = try await client.put("\(answer.location)?digest=\(blob.digest)", body: blob.bytes)
                    #expect(done.status == 201)
                    try await client.expectBlob(blob, in: repository)
                    #expect(try await client.delete("/v2/\(repository)/blobs/\(blob.digest)").status == 202)
                }
            }
        }

        @Test(arguments: Setup.all)
        func anUploadBelongsToItsRepository(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [blob, repository] fixture in
                let client = fixture.client
                let location = try await client.startUpload(in: repository)
                let elsewhere = location.replacing(repository, with: "conformance/other")
                #expect(try await client.get(elsewhere).status == 404)
                let put = try await client.put("\(elsewhere)?digest=\(blob.digest)", body: blob.bytes)
                #expect(put.code == "BLOB_UPLOAD_UNKNOWN")
                #expect(try await client.delete(elsewhere).status == 404)
                #expect(try await client.get(location).status == 204)
            }
        }

        @Test(arguments: Setup.all)
        func aBlobThatIsThereCanBePushedAgain(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [blob, repository] fixture in
                for _ in 0..<3 { try await fixture.client.push(blob, to: repository) }
                try await fixture.client.expectBlob(blob, in: repository)
            }
        }

        @Test(arguments: Setup.all)
        func aBlobThatAManifestNeedsCannotBeDeleted(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [repository] fixture in
                let image = Content.image()
                try await fixture.client.push(image, to: repository, as: "1.0")
                for blob in image.blobs {
                    let answer = try await fixture.client.delete("/v2/\(repository)/blobs/\(blob.digest)")
                    #expect(answer.status == 405)
                    #expect(answer.code == "UNSUPPORTED")
                    try await fixture.client.expectBlob(blob, in: repository)
                }
            }
        }
    }
}
