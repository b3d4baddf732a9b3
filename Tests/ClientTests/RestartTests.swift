// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import NIOHTTP1
import Testing

extension ClientTests {
    @Suite(.needs("curl"))
    struct RestartTests {
        @Test func uploadGoesOnAfterTheRegistryWasKilledInTheMiddle() async throws {
            let directory = try TemporaryDirectory()
            var noise = Noise(seed: 2)
            let blob = noise.bytes(12 << 20)
            let file = try directory.write("blob", blob)
            try await RegistryProcess.run { registry in
                let start = try await HTTP(base: registry.url).send(.POST, "/v2/team/app/blobs/uploads/")
                let location = registry.url + (try #require(start.location))
                let client = try ChildProcess(
                    "curl",
                    ["--silent", "--limit-rate", "4M", "--request", "PATCH", "--upload-file", file, location],
                    output: "\(directory.path)/curl",
                    errors: "\(directory.path)/curl"
                )
                let arrived = try await eventually(within: .seconds(30)) {
                    try await received(location, registry) > 2 << 20
                }
                #expect(arrived)
                await registry.kill()
                #expect(await client.status(within: .seconds(30)) != 0)
                try await registry.start()

                let offset = try await received(location, registry)
                #expect(offset > 2 << 20)
                #expect(offset < blob.count)
                let http = HTTP(base: registry.url)
                let rest = try await http.send(
                    .PATCH,
                    location,
                    headers: ["Content-Range": "\(offset)-\(blob.count - 1)"],
                    body: blob[offset...]
                )
                #expect(rest.status == 202, "\(rest.text)")
                let finished = try await http.send(.PUT, "\(location)?digest=\(sha256(of: blob))")
                #expect(finished.status == 201, "\(finished.text)")
                #expect(try await http.get("/v2/team/app/blobs/\(sha256(of: blob))").body == blob)
            }
        }

        @Test func pullInProgressEndsBeforeTheRegistryStops() async throws {
            let directory = try TemporaryDirectory()
            var noise = Noise(seed: 3)
            // More than the buffers of two sockets hold, so that it is still on its way when the signal comes.
            let blob = noise.bytes(32 << 20)
            try await RegistryProcess.run { registry in
                #expect(try await HTTP(base: registry.url).push(blob: blob, to: "team/app").status == 201)
                let url = "\(registry.url)/v2/team/app/blobs/\(sha256(of: blob))"
                let file = "\(directory.path)/blob"
                let client = try ChildProcess(
                    "curl",
                    ["--silent", "--show-error", "--limit-rate", "10M", "--output", file, url],
                    output: "\(directory.path)/curl",
                    errors: "\(directory.path)/curl"
                )
                let isPulling = try await eventually(within: .seconds(30)) {
                    FileManager.default.fileExists(atPath: file)
                }
                #expect(isPulling)
                registry.signal(SIGTERM)
                #expect(await client.status(within: .seconds(60)) == 0)
                #expect(await registry.status(within: .seconds(60)) == 0)
                #expect(sha256(of: try Data(contentsOf: URL(fileURLWithPath: file))) == sha256(of: blob))
            }
        }

        @Test func secondRegistryOnTheSameDataDoesNotStart() async throws {
            try await RegistryProcess.run { registry in
                let second = try await registry.holdfast(
                    "serve",
                    "--listen",
                    "127.0.0.1:0",
                    "--data",
                    registry.data,
                    "--config",
                    registry.configuration
                )
                #expect(second.status == 2, "\(second)")
                #expect(second.errors.contains("another process serves from"), "\(second)")
            }
        }

        private func received(_ location: String, _ registry: RegistryProcess) async throws -> Int {
            let answer = try await Shell.run("curl", ["--silent", "--include", location])
            let range = answer.output.lowercased().split(whereSeparator: \.isNewline).first { $0.hasPrefix("range: ") }
            return range?.split(separator: "-").last.flatMap { Int($0) }.map { $0 + 1 } ?? 0
        }
    }
}
