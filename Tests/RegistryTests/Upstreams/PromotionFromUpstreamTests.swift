// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import RegistryDouble
import Storage
import Testing

/// Making an image of an upstream one's own.
@Suite struct PromotionFromUpstreamTests {
    private let image = Image("one")

    private func warm(_ front: FrontedRegistry) async throws {
        let request = WarmRequest(repository: .fronted, tag: "1.0", digest: nil, platforms: nil)
        let isComplete = try await eventually { try await front.registry.warm(request, by: .ann).isComplete }
        #expect(isComplete)
    }

    @discardableResult
    private func promote(_ front: FrontedRegistry) async throws -> PromotionResult {
        let source = Reference(repository: .fronted, tag: "1.0")
        return try await front.registry.promote(
            Promotion(from: source, to: try Reference("prod/app:1.0")),
            by: .ben
        )
    }

    @Test(arguments: Stores.allCases)
    func signaturesComeAlongThatNobodyHasPulled(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            let report = Image("report", subject: image.digest)
            let companion = try Tag("sha256-\(image.digest.hex).sig")
            try front.upstream.put(image, as: "1.0")
            try front.upstream.put(report)
            try front.upstream.put(Image("cosign"), as: companion)
            try await warm(front)
            let result = try await promote(front)
            #expect(result.outcome == .promoted)
            #expect(result.notes == [])
            #expect(result.companions == [companion])
            #expect(result.referrers == 1)
            await front.upstream.close()
            for image in [image, report, Image("cosign")] {
                try await front.test.expectPulls(image, in: .production)
            }
        }
    }

    @Test func anUpstreamThatDoesNotAnswerIsSaid() async throws {
        try await withUpstream(.memory) { front in
            try front.upstream.put(image, as: "1.0")
            try await warm(front)
            await front.upstream.close()
            let result = try await promote(front)
            #expect(result.outcome == .promoted)
            #expect(result.notes.count == 1)
            #expect(result.notes.first?.contains("was not looked for at docker.io") == true)
        }
    }

    @Test func whatWasNotPulledWholeIsFetchedWithAllPlatforms() async throws {
        try await withUpstream(.memory) { front in
            try front.upstream.put(image, as: "1.0")
            try await front.pull("1.0")
            let error = try await error { try await promote(front) }
            #expect(error?.code == .conflict)
            #expect(error?.message.contains("holdfast warm \(RepositoryName.fronted):1.0 --all-platforms") == true)
        }
    }

    @Test func aNameThatOnlyAMirrorHasIsToldTheOneNameHere() async throws {
        try await withUpstream(.memory) { front in
            try front.upstream.put(image, as: "1.0")
            try await front.pull("1.0")
            for name in ["library/app", "docker.io/app"] {
                let errors = [
                    try await error { try await front.test.promote("\(name):1.0", to: "prod/app:1.0") },
                    try await error {
                        try await front.test.rollBack("1.0", in: try RepositoryName(name), to: .previous)
                    },
                    try await error {
                        _ = try await front.registry.history(
                            of: "1.0",
                            in: try RepositoryName(name),
                            before: nil,
                            limit: 1,
                            by: .eve
                        )
                    },
                ]
                for error in errors {
                    #expect(error?.code == .repositoryUnknown)
                    #expect(error?.message.contains("is called \(RepositoryName.fronted) here") == true)
                }
            }
        }
    }
}
