// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import NIOHTTP1
import Testing

extension ClientTests {
    /// The raw edges of the protocol, with a client that shows them.
    @Suite(.needs("curl"))
    struct CurlTests {
        private let directory: TemporaryDirectory
        private let blob: Data

        init() throws {
            directory = try TemporaryDirectory()
            var noise = Noise(seed: 1)
            blob = noise.bytes(6 << 20)
            try directory.write("blob", blob)
        }

        private func curl(_ arguments: String...) async throws -> Shell.Outcome {
            try await Shell.run("curl", ["--silent", "--show-error", "--max-time", "60"] + arguments)
        }

        private func upload(to registry: RegistryProcess) async throws -> String {
            let answer = try await HTTP(base: registry.url).send(.POST, "/v2/team/app/blobs/uploads/")
            return registry.url + (try #require(answer.location))
        }

        @Test func bodyIsAskedForBeforeItIsSent() async throws {
            try await RegistryProcess.run { registry in
                let location = try await upload(to: registry)
                let sent = try await curl(
                    "--verbose",
                    "--header",
                    "Expect: 100-continue",
                    "--expect100-timeout",
                    "30",
                    "--upload-file",
                    "\(directory.path)/blob",
                    "\(location)?digest=\(sha256(of: blob))"
                )
                #expect(sent.status == 0, "\(sent)")
                #expect(sent.errors.contains("< HTTP/1.1 100 Continue"), "\(sent)")
                #expect(sent.errors.contains("< HTTP/1.1 201 Created"), "\(sent)")
            }
        }

        @Test func refusedBodyIsNeverSentWhenTheClientWaits() async throws {
            try await RegistryProcess.run { registry in
                let sent = try await curl(
                    "--header",
                    "Expect: 100-continue",
                    "--expect100-timeout",
                    "30",
                    "--upload-file",
                    "\(directory.path)/blob",
                    "--write-out",
                    "\n%{http_code} %{size_upload}",
                    "\(registry.url)/v2/team/app/manifests/1.0"
                )
                #expect(sent.output.hasSuffix("\n413 0"), "\(sent)")
            }
        }

        @Test func refusalInTheMiddleOfABodyIsReadAndClosesTheConnection() async throws {
            try await RegistryProcess.run { registry in
                let sent = try await curl(
                    "--header",
                    "Expect:",
                    "--upload-file",
                    "\(directory.path)/blob",
                    "--include",
                    "--write-out",
                    "\n%{http_code}",
                    "\(registry.url)/v2/team/app/manifests/1.0"
                )
                #expect(sent.output.hasSuffix("\n413"), "\(sent)")
                #expect(sent.output.lowercased().contains("connection: close"), "\(sent)")
                #expect(sent.output.contains("SIZE_INVALID"), "\(sent)")
                #expect(try await HTTP(base: registry.url).get("/v2/").status == 200)
            }
        }

        @Test func uploadGoesOnWhereAKilledClientLeftIt() async throws {
            try await RegistryProcess.run { registry in
                let http = HTTP(base: registry.url)
                let location = try await upload(to: registry)
                let client = try ChildProcess(
                    "curl",
                    [
                        "--silent", "--limit-rate", "2M", "--request", "PATCH", "--header",
                        "Transfer-Encoding: chunked", "--header", "Expect:",
                        "--upload-file", "\(directory.path)/blob", location,
                    ],
                    output: "\(directory.path)/curl",
                    errors: "\(directory.path)/curl"
                )
                let arrived = try await eventually(within: .seconds(30)) {
                    try await received(location, http) > 1 << 20
                }
                #expect(arrived)
                client.signal(SIGKILL)
                _ = await client.status(within: .seconds(10))
                let offset = try await settled(location, http)
                #expect(offset < blob.count)

                let overlapping = try await http.send(
                    .PATCH,
                    location,
                    headers: ["Content-Range": "0-99"],
                    body: blob.prefix(100)
                )
                #expect(overlapping.status == 416)
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

        @Test func rangesGiveTheBytesTheyName() async throws {
            try await RegistryProcess.run { registry in
                let http = HTTP(base: registry.url)
                #expect(try await http.push(blob: blob, to: "team/app").status == 201)
                let url = "\(registry.url)/v2/team/app/blobs/\(sha256(of: blob))"
                let last = blob.count - 1
                let table: [(range: String, code: String, bytes: Data)] = [
                    ("10-19", "206", blob[10...19]),
                    ("-5", "206", blob.suffix(5)),
                    ("\(last)-", "206", blob.suffix(1)),
                    ("\(last - 3)-\(last + 100)", "206", blob.suffix(4)),
                ]
                let file = "\(directory.path)/part"
                for row in table {
                    let part = try await curl(
                        "--range",
                        row.range,
                        "--output",
                        file,
                        "--write-out",
                        "%{http_code}",
                        url
                    )
                    #expect(part.output == row.code, "\(part)")
                    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == row.bytes, "\(row.range)")
                }
                let beyond = try await curl("--range", "\(blob.count)-", "--include", url)
                #expect(beyond.output.hasPrefix("HTTP/1.1 416"), "\(beyond)")
                #expect(beyond.output.lowercased().contains("content-range: bytes */\(blob.count)"), "\(beyond)")
            }
        }

        @Test func interruptedDownloadGoesOn() async throws {
            try await RegistryProcess.run { registry in
                #expect(try await HTTP(base: registry.url).push(blob: blob, to: "team/app").status == 201)
                let file = try directory.write("part", blob.prefix(1_234_567))
                let rest = try await curl(
                    "--continue-at",
                    "-",
                    "--output",
                    file,
                    "\(registry.url)/v2/team/app/blobs/\(sha256(of: blob))"
                )
                #expect(rest.status == 0, "\(rest)")
                #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == blob)
            }
        }

        @Test func bytesThatHashToSomethingElseLeaveNothing() async throws {
            try await RegistryProcess.run { registry in
                let http = HTTP(base: registry.url)
                let location = try await upload(to: registry)
                let claimed = sha256(of: Data("other".utf8))
                let sent = try await curl(
                    "--upload-file",
                    "\(directory.path)/blob",
                    "--write-out",
                    "\n%{http_code}",
                    "\(location)?digest=\(claimed)"
                )
                #expect(sent.output.hasSuffix("\n400"), "\(sent)")
                #expect(sent.output.contains("DIGEST_INVALID"), "\(sent)")
                #expect(try await http.get("/v2/team/app/blobs/\(claimed)").status == 404)
                #expect(try await http.get("/v2/team/app/blobs/\(sha256(of: blob))").status == 404)
                #expect(try FileManager.default.contentsOfDirectory(atPath: "\(registry.data)/uploads") == [])
            }
        }

        private func received(_ location: String, _ http: HTTP) async throws -> Int {
            let range = try await http.get(location).headers.first(name: "range")
            return range?.split(separator: "-").last.flatMap { Int($0) }.map { $0 + 1 } ?? 0
        }

        /// How much has arrived once nothing more comes.
        private func settled(_ location: String, _ http: HTTP) async throws -> Int {
            var last = -1
            _ = try await eventually(within: .seconds(30)) {
                let now = try await received(location, http)
                defer { last = now }
                if now != last { try await Task.sleep(for: .milliseconds(200)) }
                return now == last
            }
            return last
        }
    }
}
