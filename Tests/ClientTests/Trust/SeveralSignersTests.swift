// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

extension ClientTests {
    /// A rule that wants two signatures, and two people who sign at the same moment.
    @Suite struct SeveralSignersTests {
        private static let keys = ["release", "security"]
        private let people: [Person]

        init() throws {
            people = [try Person(), try Person()]
        }

        private func withRegistry(_ body: (RegistryProcess) async throws -> Void) async throws {
            try await RegistryProcess.run(
                configuration: """
                    keys: {release: ./release.pub, security: ./security.pub}
                    rules: [{require: [{keys: [release, security], threshold: 2}], pull: signed, change: allow}]
                    """,
                prepare: { registry in
                    for key in Self.keys {
                        try await Shell.succeed(
                            Machine.holdfast,
                            ["key", "generate", "--output", "\(registry.directory.path)/\(key)"],
                            environment: ["COSIGN_PASSWORD": Person.keyPassword]
                        )
                    }
                },
                body
            )
        }

        @Test func bothAreCountedAndNeitherTakesTheOthersAway() async throws {
            try await withRegistry { registry in
                let http = HTTP(base: registry.url)
                for tag in ["1.0", "2.0", "3.0"] {
                    let image = try TestImage(layers: [TarArchive(["app": "\(tag)\n"]).bytes])
                    #expect(try await http.push(image, to: "team/app", as: tag).status == 201)
                    #expect(try await http.get("/v2/team/app/manifests/\(tag)").status == 404)
                    let name = "team/app:\(tag)@\(image.digest)"
                    try await withThrowingTaskGroup(of: Shell.Outcome.self) { group in
                        for (person, key) in zip(people, Self.keys) {
                            let file = "\(registry.directory.path)/\(key).key"
                            group.addTask { try await person.holdfast(registry, ["sign", name, "--key", file]) }
                        }
                        for try await outcome in group { #expect(outcome.status == 0, "\(outcome)") }
                    }
                    #expect(try await http.get("/v2/team/app/manifests/\(tag)").body == image.manifest)
                    let both = Self.keys.flatMap { ["--key", "\(registry.directory.path)/\($0).pub"] }
                    try await people[0].succeed(registry, ["verify", name, "--threshold", "2"] + both)
                    // By the companion tag alone, which both wrote: as cosign 2 and podman read it.
                    let companion = SignatureForgery.companion(of: image)
                    let listed = try await http.get("/v2/team/app/manifests/\(companion)")
                    #expect(listed.text.components(separatedBy: "dev.cosignproject.cosign/signature").count == 3)
                }
            }
        }
    }
}
