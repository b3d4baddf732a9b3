// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Testing

extension ConformanceTests {
    @Suite(.timeLimit(.minutes(20)))
    struct Manifests {
        private let repository = "conformance/manifests"

        @Test(arguments: Setup.all)
        func parametersOfTheTypeAreDropped(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [repository] fixture in
                let image = Content.image()
                try await fixture.client.prepare(image, in: repository)
                let type = "\(image.mediaType); charset=utf-8"
                let answer = try await fixture.client.put(image, in: repository, as: "1", [.contentType: type])
                #expect(answer.status == 201)
                try await fixture.client.expectManifest(image, in: repository, as: "1")
            }
        }

        @Test(arguments: Setup.all)
        func acceptNeverConverts(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [repository] fixture in
                let content = [Content.image(1), .index([.image(1)]), .docker(2), .dockerList([.docker(2)])]
                for (number, content) in content.enumerated() {
                    try await fixture.client.push(content, to: repository, as: "t\(number)")
                    for accept in ["application/vnd.docker.distribution.manifest.v2+json", "text/html;q=0.5, x/y"] {
                        let path = "/v2/\(repository)/manifests/t\(number)"
                        let answer = try await fixture.client.get(path, [.accept: accept])
                        #expect(answer.body == content.bytes)
                        #expect(answer["Content-Type"] == content.mediaType.rawValue)
                    }
                }
            }
        }

        @Test(arguments: Setup.all, Digest.Algorithm.allCases)
        func aWrongDigestIsRefused(_ setup: Setup, _ algorithm: Digest.Algorithm) async throws {
            try await RegistryFixture.run(setup) { [repository] fixture in
                let image = Content.image()
                try await fixture.client.prepare(image, in: repository)
                for digest in [Blob.missing(algorithm).rawValue, "\(algorithm.rawValue):zz", "md5:\(image.digest.hex)"]
                {
                    let answer = try await fixture.client.put(image, in: repository, as: "\(digest)?tag=1")
                    #expect(answer.status == 400)
                    #expect(answer.code == "DIGEST_INVALID")
                }
                try await fixture.client.expectNoManifest(in: repository, as: image.digest.rawValue)
                try await fixture.client.expectNoManifest(in: repository, as: "1")
            }
        }

        @Test(arguments: Setup.all)
        func whatCannotBeAReferenceIsNotFoundOrABadRequest(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [repository] fixture in
                for reference in ["sha256:0", "md5:00", ".dot", "-dash", String(repeating: "a", count: 129), "a+b"] {
                    try await fixture.client.expectNoManifest(in: repository, as: reference)
                    #expect(try await fixture.client.put(.image(), in: repository, as: reference).status == 400)
                    #expect(
                        try await fixture.client.delete("/v2/\(repository)/manifests/\(reference)").status == 400
                    )
                }
                let longest = String(repeating: "a", count: 128)
                try await fixture.client.push(.image(), to: repository, as: longest)
                try await fixture.client.expectManifest(.image(), in: repository, as: longest)
            }
        }

        @Test(arguments: Setup.all, Digest.Algorithm.allCases)
        func oneTagOfSeveralThatIsNoTagMovesNone(_ setup: Setup, _ algorithm: Digest.Algorithm) async throws {
            try await RegistryFixture.run(setup) { [repository] fixture in
                let image = Content.image()
                try await fixture.client.prepare(image, in: repository)
                let reference = "\(image.digest(algorithm))?tag=fine&tag=not%20fine"
                let answer = try await fixture.client.put(image, in: repository, as: reference)
                #expect(answer.status == 400)
                #expect(answer.code == "MANIFEST_INVALID")
                try await fixture.client.expectNoManifest(in: repository, as: "fine")
                let tooMany = (0..<101).map { "tag=t\($0)" }.joined(separator: "&")
                let refused = try await fixture.client.put(image, in: repository, as: "\(image.digest)?\(tooMany)")
                #expect(refused.status == 414)
                #expect(try await fixture.client.tags(of: repository) == [])
            }
        }

        @Test(arguments: Setup.all)
        func fourMebibytesAreTakenAndOneByteMoreIsNot(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [repository] fixture in
                let image = Content.image()
                try await fixture.client.prepare(image, in: repository)
                let largest = image.padded(to: 4 * 1_048_576)
                let taken = try await fixture.client.put(largest, in: repository, as: "largest")
                #expect(taken.status == 201)
                try await fixture.client.expectManifest(largest, in: repository, as: "largest")

                let tooLarge = image.padded(to: 4 * 1_048_576 + 1)
                let refused = try await fixture.client.put(tooLarge, in: repository, as: "too-large")
                #expect(refused.status == 413)
                #expect(refused.code == "SIZE_INVALID")
                #expect(refused["Connection"] == "close")
                try await fixture.client.expectNoManifest(in: repository, as: "too-large")
                try await fixture.client.expectNoManifest(in: repository, as: tooLarge.digest.rawValue)
            }
        }

        @Test(arguments: Setup.all)
        func theTypeMayStandInTheBodyAlone(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [repository] fixture in
                let image = Content.image()
                try await fixture.client.prepare(image, in: repository)
                let path = "/v2/\(repository)/manifests/1.0"
                #expect(try await fixture.client.put(path, body: image.bytes).status == 201)
                try await fixture.client.expectManifest(image, in: repository, as: "1.0")
            }
        }

        @Test(arguments: Setup.all)
        func manifestsBelongToTheirRepository(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [repository] fixture in
                try await fixture.client.push(.image(), to: repository, as: "1.0")
                try await fixture.client.expectNoManifest(in: "elsewhere", as: Content.image().digest.rawValue)
                try await fixture.client.expectNoManifest(in: "elsewhere", as: "1.0")
            }
        }

        @Test(arguments: Setup.all, [HTTPRequest.Method.post, .patch, .options, .trace])
        func otherMethodsAreNotAllowed(_ setup: Setup, _ method: HTTPRequest.Method) async throws {
            try await RegistryFixture.run(setup) { [repository] fixture in
                for path in ["manifests/1.0", "blobs/\(Blob.missing())", "tags/list", "referrers/\(Blob.missing())"] {
                    let answer = try await fixture.client.send(method, "/v2/\(repository)/\(path)")
                    #expect(answer.status == 405)
                    #expect(answer.code == "UNSUPPORTED")
                }
            }
        }
    }
}

extension Content {
    /// The same manifest, made longer by blanks at its end.
    func padded(to size: Int) -> Content {
        var padded = bytes
        padded.writeRepeatingByte(0x20, count: size - bytes.readableBytes)
        return Content(bytes: padded, mediaType: mediaType, blobs: blobs, children: children, subject: subject)
    }
}
