// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Randomness
import Registry
import Storage
import Testing

/// What builders recorded of the images they built with.
@Suite struct ProvenanceTests {
    private let base = Image("base", ["a"])
    private let image = Image("image", ["squashed"])

    /// Pushes the base and, as a builder does, an image with what is stated about it.
    private func push(_ attestation: Image, _ test: TestRegistry, about digest: Digest? = nil) async throws {
        try await test.push(base, as: "12", in: "library/base")
        try await test.push(Image(building: image, attestation, about: digest), as: "1.0")
    }

    private var link: Link { Link(base, image, .provenance) }

    private func isBuiltOnBase(_ test: TestRegistry) async throws -> Bool {
        let links = try await test.graph().links
        #expect(links.isSubset(of: [link]))
        let affected = try await test.affected("library/base:12").images
        #expect(affected.isEmpty == links.isEmpty)
        return links == [link]
    }

    @Test(arguments: Stores.allCases, Statement.Version.allCases)
    func statementOfABuilderIsAnEdge(_ stores: Stores, _ version: Statement.Version) async throws {
        try await withRegistry(stores) { test in
            let attestation = Image(attesting: Statement(about: image.digest, on: base.digest, version: version))
            try await push(attestation, test)
            // Nobody says that the layers begin with those of everything a build used.
            for graph in [try await test.graph("team/app:1.0"), try await test.graph("library/base:12")] {
                #expect(graph.links == [link])
            }
            let index = Image(building: image, attestation)
            #expect(
                try await test.affected("library/base:12").list
                    == [Affected("team/app:1.0", [base, image], .provenance, index: index)]
            )
        }
    }

    @Test(arguments: Statement.Version.allCases, Statement.Wrapping.allCases)
    func statementThatRefersToTheImageIsAnEdge(
        _ version: Statement.Version,
        _ wrapping: Statement.Wrapping
    ) async throws {
        for stores in Stores.allCases {
            try await withRegistry(stores) { test in
                let statement = Statement(about: image.digest, on: base.digest, version: version, wrapping: wrapping)
                try await test.push(base, as: "12", in: "library/base")
                try await test.push(image, as: "1.0")
                try await test.store(Image(attesting: statement, subject: image.digest))
                #expect(try await isBuiltOnBase(test))
            }
        }
    }

    /// Under the tag of a signer, without a reference to the image.
    @Test(arguments: Stores.allCases)
    func statementUnderACompanionTagIsAnEdge(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let statement = Statement(about: image.digest, on: base.digest, wrapping: .envelope)
            try await test.push(base, as: "12", in: "library/base")
            try await test.push(image, as: "1.0")
            try await test.push(Image(attesting: statement), as: "sha256-\(image.digest.hex).att".asTag)
            #expect(try await isBuiltOnBase(test))
        }
    }

    @Test(arguments: Stores.allCases)
    func statementThatNamesNoImageIsAboutTheOneTheIndexSays(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            var statement = Statement(on: base.digest)
            statement.subjects = []
            try await push(Image(attesting: statement), test)
            #expect(try await isBuiltOnBase(test))
        }
    }

    @Test(arguments: Stores.allCases)
    func statementMustNameTheImageThatItRefersTo(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(base, as: "12", in: "library/base")
            try await test.push(image, as: "1.0")
            try await test.store(Image(attesting: Statement(about: .absent, on: base.digest), subject: image.digest))
            try await test.store(Image(attesting: Statement(about: image.digest, on: base.digest), subject: .absent))
            #expect(try await !isBuiltOnBase(test))
        }
    }

    @Test(arguments: Stores.allCases)
    func materialsMayNameAnIndex(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let bases = Image(index: [base, Image("base", ["z"], Making(platform: "linux/arm64"))])
            let attestation = Image(attesting: Statement(about: image.digest, on: bases.digest))
            try await test.push(bases, as: "12", in: "library/base")
            try await test.push(Image(building: image, attestation), as: "1.0")
            #expect(try await test.graph().links == [link])
            #expect(try await test.affected("library/base:12").list.map(\.path) == [[base.digest, image.digest]])
        }
    }

    @Test(arguments: Stores.allCases)
    func everyImageThatABuildUsedIsABase(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let compiler = Image("compiler", ["g"])
            let app = Image("app", ["a", "b"], Making(annotations: .base(base.digest)))
            let attestation = Image(attesting: Statement(about: app.digest, on: base.digest, compiler.digest))
            try await test.push(base, as: "12", in: "library/base")
            try await test.push(compiler, as: "1", in: "library/compiler")
            try await test.push(Image(building: app, attestation), as: "1.0")
            let links: Set<Link> = [
                Link(base, app), Link(base, app, .annotation), Link(base, app, .provenance),
                Link(compiler, app, .provenance),
            ]
            #expect(try await test.graph().links == links)
            // Layers prove what the others say.
            #expect(try await test.affected("library/base:12").images.map(\.evidence) == [.layers])
            #expect(try await test.affected("library/compiler:1").images.map(\.evidence) == [.provenance])
        }
    }

    /// What makes a statement none, or one that names no image that it was built on.
    @Test(arguments: [
        Statement(about: Image("image", ["squashed"]).digest),
        changed { $0.type = "https://example.com/statement" },
        changed { $0.predicateType = "https://spdx.dev/Document" },
        changed { $0.predicateType = "" },
        changed { $0.materials = [("git+https://example.com/repository", Image("base", ["a"]).digest)] },
        changed { $0.materials = [("pkg:docker/debian@12", nil)] },
        changed { $0.materials = [("pkg:npm/left-pad@1", Image("base", ["a"]).digest)] },
        changed { $0.materials = [("pkg:docker/", Image("base", ["a"]).digest)] },
    ])
    func otherStatementsAreStoredAndNoEdges(_ statement: Statement) async throws {
        try await withRegistry(.memory) { test in
            try await push(Image(attesting: statement), test)
            #expect(try await !isBuiltOnBase(test))
            #expect(try await test.meaning(of: "1.0") == Image(building: image, Image(attesting: statement)).digest)
        }
    }

    @Test(arguments: [
        ("pkg:docker/debian@12?digest=DIGEST&platform=linux%2Famd64", true),
        ("pkg:oci/debian@DIGEST?repository_url=docker.io/library/debian&tag=12", true),
        ("pkg:docker/library/debian@DIGEST", true), ("pkg:docker/debian@sha256%3Azz", false),
        ("pkg:docker/debian@%", false), ("pkg:docker/?digest=DIGEST", false),
    ])
    func digestMayStandInThePackageURL(_ row: (uri: String, isRead: Bool)) async throws {
        try await withRegistry(.memory) { test in
            let digest = "sha256%3A\(base.digest.hex)"
            let parts = row.uri.split(separator: "DIGEST", omittingEmptySubsequences: false)
            var statement = Statement(about: image.digest)
            statement.materials = [(parts.joined(separator: digest), nil)]
            try await push(Image(attesting: statement), test)
            #expect(try await isBuiltOnBase(test) == row.isRead)
        }
    }

    /// Lists of packages are large; they are not read when an annotation says what they are.
    @Test(arguments: [("https://spdx.dev/Document", false), ("https://slsa.dev/provenance/v0.2", true)])
    func annotationSaysWhatIsWorthReading(_ row: (type: String, isRead: Bool)) async throws {
        try await withRegistry(.memory) { test in
            let statement = Statement(about: image.digest, on: base.digest)
            try await push(Image(attesting: statement, annotation: row.type), test)
            #expect(try await isBuiltOnBase(test) == row.isRead)
        }
    }

    @Test func tooLargeADocumentIsStoredAndNotRead() async throws {
        for (blanks, isRead) in [(3 << 20, true), (5 << 20, false)] {
            try await withRegistry(.memory) { test in
                var bytes = Statement(about: image.digest, on: base.digest).bytes
                bytes.writeRepeatingByte(UInt8(ascii: " "), count: blanks)
                try await push(Image(attesting: [("application/vnd.in-toto+json", bytes)]), test)
                #expect(try await isBuiltOnBase(test) == isRead)
            }
        }
    }

    @Test func materialsBeyondAThousandAreNotRead() async throws {
        for (others, isRead) in [(999, true), (1_000, false)] {
            try await withRegistry(.memory) { test in
                var statement = Statement(about: image.digest, on: base.digest)
                let many = (0..<others).map { number in
                    ("pkg:npm/package@\(number)", Optional(Digest(of: Array("\(number)".utf8))))
                }
                statement.materials = many + statement.materials
                try await push(Image(attesting: statement), test)
                #expect(try await isBuiltOnBase(test) == isRead)
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func deletedStatementSaysNothing(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let attestation = Image(attesting: Statement(about: image.digest, on: base.digest), subject: image.digest)
            try await test.push(base, as: "12", in: "library/base")
            try await test.push(image, as: "1.0")
            try await test.store(attestation)
            try await test.delete(attestation.digest)
            #expect(try await !isBuiltOnBase(test))
        }
    }

    @Test func damagedStatementIsNotRead() async throws {
        try await withRegistry(.disk) { test in
            let attestation = Image(attesting: Statement(about: image.digest, on: base.digest), subject: image.digest)
            try await test.push(base, as: "12", in: "library/base")
            try await test.push(image, as: "1.0")
            try await test.upload(attestation)
            try #require(test.files).flipByte(of: attestation.blobDigests[1])
            try await test.store(attestation)
            #expect(try await !isBuiltOnBase(test))
        }
    }

    /// Statements are foreign bytes: whatever they are, the push goes through.
    @Test(arguments: Statement.Wrapping.allCases)
    func mangledStatementsNeverFailAPush(_ wrapping: Statement.Wrapping) async throws {
        try await withRegistry(.memory) { test in
            let whole = Statement(about: image.digest, on: base.digest, version: .v1, wrapping: wrapping).bytes
            var random = Deterministic(seed: 7)
            for _ in 0..<300 {
                var bytes = Array(whole.readableBytesView)
                for _ in 0..<random.next(below: 6) + 1 {
                    let place = random.next(below: bytes.count)
                    switch random.next(below: 4) {
                    case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                    case 1: bytes.remove(at: place)
                    case 2: bytes.insert(Array("{}[]\":,0".utf8)[random.next(below: 8)], at: place)
                    default: bytes.removeSubrange(place..<min(place + random.next(below: 40), bytes.count))
                    }
                    if bytes.isEmpty { bytes = [0] }
                }
                let layer = (wrapping.mediaType, ByteBuffer(bytes: bytes))
                try await test.store(Image(attesting: [layer], subject: image.digest))
            }
        }
    }

    private static func changed(_ change: (inout Statement) -> Void) -> Statement {
        var statement = Statement(about: Image("image", ["squashed"]).digest, on: Image("base", ["a"]).digest)
        change(&statement)
        return statement
    }
}

extension Deterministic {
    fileprivate mutating func next(below bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }
}
