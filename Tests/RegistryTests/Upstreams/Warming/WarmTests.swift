// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Policy
import Registry
import RegistryDouble
import Storage
import Testing

@Suite struct WarmTests {
    private let intel = Image(files: [[.program("app/tool", "one")]])
    private let arm = Image(files: [[.program("app/tool", "one")]], Packing(platform: "linux/arm64"))

    private var index: Image { Image(platforms: [("linux/amd64", intel), ("linux/arm64", arm)]) }

    private static let intelAlone: Set<Platform> = [Platform(os: "linux", architecture: "amd64")]

    private func request(
        _ tag: Tag? = "1.0",
        _ digest: Digest? = nil,
        platforms: Set<Platform>? = nil,
        in repository: RepositoryName = .fronted
    ) -> WarmRequest {
        WarmRequest(repository: repository, tag: tag, digest: digest, platforms: platforms)
    }

    @Test(arguments: Stores.allCases) func fetchesEverythingOnce(_ stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try front.upstream.put(index, as: "1.0")
            let done = try await front.warm(request(), by: .eve)
            #expect(done.isComplete)
            #expect(done.digest == index.digest)
            #expect(done.manifests == 3)
            let blobs = Set((intel.blobs + arm.blobs).map { Digest(of: $0) })
            #expect(done.blobs == blobs.count)
            #expect(done.fetchedBlobs == blobs.count)
            #expect(done.fetchedBytes == done.bytes)
            front.upstream.forgetRequests()
            try await front.expectPulls(index, as: "1.0")
            var again = try await front.warm(request(), by: .eve)
            // The first request may still be ending, and is joined until it has.
            for _ in 0..<3_000 where again.fetchedBlobs != 0 {
                try await Task.sleep(for: .milliseconds(100))
                again = try await front.warm(request(), by: .eve)
            }
            #expect(again.isComplete)
            #expect(again.fetchedBlobs == 0)
            #expect(again.fetchedBytes == 0)
            #expect(again.presentBlobs == blobs.count)
            #expect(front.upstream.requests.isEmpty)
            #expect(try await front.kinds(of: "1.0") == [.created])
        }
    }

    @Test func fetchesThePlatformsThatAreWantedWithTheirAttestations() async throws {
        let statement = Image("statement about intel")
        let other = Image("statement about arm")
        let entry = { (image: Image, about: Image) in
            #"{"mediaType":"\#(image.mediaType)","digest":"\#(image.digest)","size":\#(image.bytes.readableBytes),"#
                + #""platform":{"os":"unknown","architecture":"unknown"},"annotations":"#
                + #"{"vnd.docker.reference.type":"attestation-manifest","#
                + #""vnd.docker.reference.digest":"\#(about.digest)"}}"#
        }
        let listed = [(intel, "amd64"), (arm, "arm64")].map { image, name in
            #"{"mediaType":"\#(image.mediaType)","digest":"\#(image.digest)","size":\#(image.bytes.readableBytes),"#
                + #""platform":{"os":"linux","architecture":"\#(name)"}}"#
        }
        let text =
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)","manifests":["#
            + (listed + [entry(statement, intel), entry(other, arm)]).joined(separator: ",") + "]}"
        let index = Image(mediaType: .imageIndex, text: text, children: [intel, arm, statement, other])
        try await withUpstream { front in
            try front.upstream.put(index, as: "1.0")
            let done = try await front.warm(request(platforms: Self.intelAlone), by: .eve)
            #expect(done.manifests == 3)
            let here = try await front.test.metadata.read { store in
                try [intel, arm, statement, other].map { try store.manifest($0.digest, in: .fronted) != nil }
            }
            #expect(here == [true, false, true, false])
        }
    }

    @Test func namesThePlatformsThatThereAre() async throws {
        try await withUpstream { front in
            try front.upstream.put(index, as: "1.0")
            let wish: Set<Platform> = [Platform(os: "linux", architecture: "s390x")]
            let error = await #expect(throws: RegistryError.self) {
                _ = try await front.warm(request(platforms: wish), by: .eve)
            }
            #expect(error?.code == .manifestUnknown)
            #expect(error?.message.contains("linux/amd64, linux/arm64") == true)
        }
    }

    @Test func digestDecidesWhereTheTagMovedOrIsGone() async throws {
        try await withUpstream { front in
            try front.upstream.put(index, as: "1.0")
            try front.upstream.put(intel, as: "1.0")
            for tag: Tag in ["1.0", "gone"] {
                let done = try await front.warm(request(tag, index.digest), by: .eve)
                #expect(done.digest == index.digest)
                #expect(done.isComplete)
                #expect(try await front.kinds(of: tag) == [])
            }
            #expect(try await front.pull("1.0") == intel.digest)
        }
    }

    @Test func tagComesWithTheDigestThatItMeansThere() async throws {
        try await withUpstream { front in
            try front.upstream.put(index, as: "1.0")
            #expect(try await front.warm(request("1.0", index.digest), by: .eve).isComplete)
            #expect(try await front.kinds(of: "1.0") == [.created])
            try front.upstream.put(intel, as: "1.0")
            #expect(try await front.warm(request("1.0", intel.digest), by: .eve).digest == intel.digest)
            #expect(try await front.kinds(of: "1.0") == [.created])
            #expect(try await front.pull("1.0") == index.digest)
        }
    }

    @Test func asksTheRightFirstAndKnowsItsOwnRepositories() async throws {
        try await withUpstream { front in
            try front.upstream.put(index, as: "1.0")
            let locked = Caller(user: "zoe", access: AccessPolicy(entries: []))
            for repository: RepositoryName in [.fronted, .app] {
                let code = try await refusal {
                    _ = try await front.warm(request(in: repository), by: locked)
                }
                #expect(code == .rightMissing)
            }
            #expect(front.upstream.requests.isEmpty)
            let error = await #expect(throws: RegistryError.self) {
                _ = try await front.warm(request(in: .app), by: .eve)
            }
            #expect(error?.code == .requestInvalid)
            #expect(error?.message.contains("the upstreams are docker.io") == true)
        }
    }

    @Test func holdsWhatARuleHolds() async throws {
        try await withUpstream(.memory, [Rule(name: "r", create: .hold)]) { front in
            try front.upstream.put(intel, as: "1.0")
            var error: RegistryError?
            // Until all of the image is here, on a machine that is busy, there is no hold to name.
            _ = try await eventually {
                error = await #expect(throws: RegistryError.self) { _ = try await front.warm(request(), by: .eve) }
                return error?.hold != nil
            }
            #expect(error?.code == .manifestUnknown)
            let hold = try await front.openHold(of: "1.0").id
            #expect(error?.hold == hold)
        }
    }

    @Test func goesOnWhereItFailed() async throws {
        try await withUpstream { front in
            try front.upstream.put(intel, as: "1.0")
            front.upstream.fail(.blobs, with: .refusal(500), times: 100)
            let code = try await refusal { _ = try await front.warm(request(), by: .eve) }
            #expect(code == .upstreamUnavailable)
            front.upstream.heal()
            front.test.clock.advance(by: .hours(1))
            #expect(try await front.warm(request(), by: .eve).isComplete)
        }
    }
}

extension FrontedRegistry {
    /// Fetches an image ahead, and waits until it is there.
    func warm(_ request: WarmRequest, by caller: Caller) async throws -> WarmProgress {
        while true {
            let progress = try await registry.warm(request, by: caller)
            if progress.isComplete { return progress }
        }
    }
}
