// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct ManifestPushTests {
    private func put(
        _ bytes: String,
        as reference: ManifestReference = .tag("1.0"),
        declared: String? = MediaType.imageManifest.rawValue,
        _ test: TestRegistry
    ) async throws {
        _ = try await test.registry.putManifest(
            ManifestPush(
                repository: .app,
                reference: reference,
                bytes: ByteBuffer(string: bytes),
                mediaType: declared.map(MediaType.init(rawValue:))
            ),
            by: .ben
        )
    }

    @Test(arguments: Stores.allCases)
    func wrongDigestIsRefusedAndNothingStored(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let code = try await refusal {
                try await put("{}", as: .digest(Image("one").digest), test)
            }
            #expect(code == .digestInvalid)
            #expect(try await test.blobs.blobs() == [])
        }
    }

    @Test(arguments: Stores.allCases)
    func textThatWouldNotSurviveStorageOrAHeaderIsRefused(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let bad = [
                #"a\u0000b"#, #"text/x\r\nSet-Cookie: a"#, #"a b"#, #"\u001b[2J"#, "café",
                String(repeating: "a", count: 300),
            ]
            for text in bad {
                let type = try await refusal {
                    try await put(#"{"schemaVersion":2,"mediaType":"application/\#(text)"}"#, declared: nil, test)
                }
                #expect(type == .manifestInvalid, "media type \(text)")
                let artifact = try await refusal {
                    try await put(
                        #"{"schemaVersion":2,"mediaType":"application/x","artifactType":"application/\#(text)"}"#,
                        declared: nil,
                        test
                    )
                }
                #expect(artifact == .manifestInvalid, "artifact type \(text)")
            }
            #expect(try await test.blobs.blobs() == [])
            #expect(try await test.metadata.read { try $0.hasRepository(.app) } == false)
        }
    }

    @Test(arguments: Stores.allCases)
    func annotationsKeepEveryCharacter(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let image = Image("subject")
            try await test.store(image)
            let bytes = ByteBuffer(
                string:
                    #"{"schemaVersion":2,"mediaType":"application/x","annotations":{"k\u0000\"":"a\u0000\n\"é\u001b"},"#
                    + #""subject":{"mediaType":"application/x","digest":"\#(image.digest)","size":1}}"#
            )
            try await put(String(buffer: bytes), as: .digest(Digest(of: bytes)), declared: nil, test)
            let found = try await test.registry.referrers(
                of: image.digest,
                in: .app,
                artifactType: nil,
                after: nil,
                limit: 10,
                by: .eve
            )
            #expect(found.map(\.annotations) == [["k\0\"": "a\0\n\"é\u{1b}"]])
        }
    }

    @Test(arguments: Stores.allCases)
    func indexNeedsItsManifests(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let code = try await refusal { _ = try await test.put(Image(index: [Image("absent")]), as: ["1.0"]) }
            #expect(code == .manifestBlobUnknown)
        }
    }

    @Test(arguments: Stores.allCases)
    func blobOfAnotherRepositoryDoesNotCount(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0", in: "team/other")
            #expect(try await refusal { _ = try await test.put(Image("one"), as: ["1.0"]) } == .manifestBlobUnknown)
        }
    }

    @Test(arguments: Stores.allCases)
    func pushNeedsTheRightToPush(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            for caller in [Caller.eve, .nobody] {
                #expect(
                    try await refusal { _ = try await test.put(Image("one"), as: ["2.0"], by: caller) } == .rightMissing
                )
                #expect(
                    try await refusal { _ = try await test.registry.startUpload(in: .app, by: caller) } == .rightMissing
                )
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func mountNeedsTheRightToPullWhereTheBlobIs(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let blob = Image("one").blobDigests[0]
            try await test.push(Image("one"), as: "1.0", in: "secret/app")
            let caller = Caller(
                user: "ben",
                access: AccessPolicy(entries: [
                    AccessEntry(subject: .everyone, repositories: [try Glob("team/**")], can: [.pull, .push])
                ])
            )
            #expect(try await test.registry.mount(blob, from: "secret/app", to: .app, by: caller) == false)
            #expect(try await test.registry.mount(blob, from: nil, to: .app, by: caller) == false)
            #expect(try await refusal { _ = try await test.registry.blob(blob, in: .app, by: caller) } == .blobUnknown)
            #expect(try await test.registry.mount(blob, from: "secret/app", to: .app, by: .ben) == true)
            #expect(try await test.registry.mount(.absent, from: nil, to: .app, by: .ben) == false)
        }
    }
}
