// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import NIOHTTP1
import Testing

extension ClientTests {
    /// A disk without room: clear refusals, everything readable, and on again once there is room.
    @Suite(.needs("mount", "umount"), .needsRoot(to: "mount a small file system"))
    struct FullDiskTests {
        private let image: TestImage
        private let other: TestImage

        init() throws {
            var noise = Noise(seed: 4)
            image = try TestImage.random(layers: [1 << 20], using: &noise)
            other = try TestImage.random(layers: [1_024], using: &noise)
        }

        private func withSmallDisk(_ body: (RegistryProcess, HTTP) async throws -> Void) async throws {
            try await MemoryDisk.mount(megabytes: 64) { disk in
                try await RegistryProcess.run(data: "\(disk)/data") { registry in
                    let http = HTTP(base: registry.url)
                    #expect(try await http.push(image, to: "team/app", as: "1.0").status == 201)
                    #expect(try await http.push(other, to: "team/app", as: "1.0").status == 409)
                    try await body(registry, http)
                }
            }
        }

        /// Fills the disk with a file that is none of the registry's, to the last byte.
        private func fill(_ registry: RegistryProcess) async throws {
            let outcome = try await Shell.run("dd", ["if=/dev/zero", "of=\(registry.data)/../filler", "bs=4k"])
            #expect(outcome.status != 0, "the disk is full")
        }

        private func makeRoom(_ registry: RegistryProcess) throws {
            try FileManager.default.removeItem(atPath: "\(registry.data)/../filler")
        }

        private func expectReads(_ http: HTTP) async throws {
            #expect(try await http.get("/v2/team/app/manifests/1.0").body == image.manifest)
            for blob in image.blobs {
                #expect(try await http.get("/v2/team/app/blobs/\(sha256(of: blob))").body == blob)
            }
            #expect(try await http.get("/v2/team/app/tags/list").status == 200)
            #expect(try await http.get("/api/v1/history?ref=team/app").status == 200)
            #expect(try await http.get("/api/v1/holds").status == 200)
        }

        @Test func uploadsAreRefusedInWordsWhileDecisionsStillWork() async throws {
            try await withSmallDisk { registry, http in
                var noise = Noise(seed: 5)
                var refusal: HTTP.Answer?
                for _ in 0..<40 where refusal == nil {
                    let answer = try await http.push(blob: noise.bytes(4 << 20), to: "team/app")
                    if answer.status != 201 { refusal = answer }
                }
                let answer = try #require(refusal)
                #expect(answer.status == 507)
                #expect(answer.text.contains("disk is full"), "\(answer.text)")
                #expect(answer.text.contains("DENIED"))
                try await expectReads(http)

                let rejected = try await registry.holdfast("holds", "reject", "1", "--reason", "no room")
                #expect(rejected.status == 0, "\(rejected)")
                let deleted = try await registry.holdfast("delete", "team/app:1.0")
                #expect(deleted.status == 0, "\(deleted)")
            }
        }

        @Test func nothingBreaksWithoutASingleFreeByte() async throws {
            try await withSmallDisk { registry, http in
                try await fill(registry)
                try await expectReads(http)
                let upload = try await http.push(blob: Data("anything".utf8), to: "team/app")
                #expect(upload.status == 507, "\(upload.text)")
                #expect(upload.text.contains("disk is full"), "\(upload.text)")
                let manifest = try await http.put(manifest: other, to: "team/app", as: "2.0")
                #expect(manifest.status == 507, "\(manifest.text)")
                // A decision needs a few kilobytes of log: it happens whole, or says why not.
                let decision = try await http.send(
                    .POST,
                    "/api/v1/holds/1/approve",
                    headers: ["Content-Type": "application/json"],
                    body: Data("{}".utf8)
                )
                let approved = decision.status == 200
                #expect(approved || decision.status == 507, "\(decision.status) \(decision.text)")
                if !approved { try await expectReads(http) }

                try makeRoom(registry)
                if !approved {
                    let approval = try await registry.holdfast("holds", "approve", "1")
                    #expect(approval.status == 0, "\(approval)")
                }
                #expect(try await http.get("/v2/team/app/manifests/1.0").body == other.manifest)
                var noise = Noise(seed: 6)
                let next = try TestImage.random(layers: [2 << 20], using: &noise)
                #expect(try await http.push(next, to: "team/app", as: "2.0").status == 201)
                let deleted = try await registry.holdfast("delete", "team/app:1.0")
                #expect(deleted.status == 0, "\(deleted)")
                let history = try await registry.holdfast("history", "team/app", "--format", "json")
                    .decode(HistoryDocument.self)
                #expect(history.events.map(\.event) == ["deleted", "created", "approved", "held", "created"])
                #expect(history.events.map(\.index) == [4, 3, 2, 1, 0])
                #expect(try await registry.holdfast("scrub").status == 0)
            }
        }

        @Test func startsAndServesOnAFullDisk() async throws {
            try await withSmallDisk { registry, http in
                try await fill(registry)
                await registry.kill()
                try await registry.start()
                try await expectReads(http)
                try makeRoom(registry)
                var noise = Noise(seed: 7)
                let next = try TestImage.random(layers: [2 << 20], using: &noise)
                #expect(try await http.push(next, to: "team/app", as: "2.0").status == 201)
            }
        }
    }
}
