// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import OCIModel

/// A container engine on this machine, asked through its socket: docker's API, which podman speaks too.
struct ContainerEngine {
    /// What the engine says of a container.
    struct Container {
        /// The image it was made from: the digest of its configuration, or of its manifest.
        let image: String
        /// Where its files can be read on this machine.
        let root: String
    }

    private static let answerLimit = 4 << 20

    private let socket: String
    private let surroundings: Surroundings

    /// Finds the engine: the socket named, `DOCKER_HOST`, docker's own, podman's own.
    init(socket: String?, surroundings: Surroundings) throws(CommandFailure) {
        self.surroundings = surroundings
        if let socket {
            self.socket = surroundings.absolute(socket)
            return
        }
        if let host = surroundings.variable("DOCKER_HOST") {
            guard host.hasPrefix("unix://") else {
                throw CommandFailure(
                    .usage,
                    "the engine of DOCKER_HOST is not on this machine",
                    cause: .own("a container's files can be read by a path of this machine alone"),
                    advice: "Name the engine's socket with --engine."
                )
            }
            self.socket = String(host.dropFirst("unix://".count))
            return
        }
        var places = ["/var/run/docker.sock"]
        if let directory = surroundings.variable("XDG_RUNTIME_DIR") { places.append("\(directory)/podman/podman.sock") }
        places.append("/run/podman/podman.sock")
        guard let found = places.first(where: { access($0, F_OK) == 0 }) else {
            throw CommandFailure(
                .usage,
                "no container engine was found",
                cause: .own("there is no socket at \(places.joined(separator: ", "))"),
                advice: "Name it with --engine; podman opens one with `podman system service`."
            )
        }
        self.socket = found
    }

    /// Asks for a container by its name or id.
    func container(_ id: String) async throws -> Container {
        let document = try await inspect(id)
        guard let image = document["Image"]?.string else { throw incomprehensible("it names no image") }
        return Container(image: Self.digestText(image), root: try root(of: id, in: document))
    }

    private func inspect(_ id: String) async throws -> JSONValue {
        let path = "/containers/\(ManagementRequest.encoded(id))/json"
        var request = HTTPClientRequest(url: "http+unix://\(ManagementRequest.encoded(socket))\(path)")
        request.headers = ["Host": "localhost", "User-Agent": "holdfast"]
        let prepared = request
        let (status, bytes) = try await HTTPClient.withHTTPClient { http in
            do {
                let response = try await http.execute(prepared, timeout: .seconds(30))
                let body = try await response.body.collect(upTo: Self.answerLimit)
                return (response.status.code, Array(body.readableBytesView))
            } catch {
                throw CommandFailure(
                    .registry,
                    "the container engine at \(socket) does not answer",
                    cause: .own(String(describing: error))
                )
            }
        }
        let document: JSONValue
        do {
            document = try JSONValue(parsing: bytes)
        } catch {
            throw incomprehensible("it is not JSON: \(error)")
        }
        guard status == 200 else {
            throw CommandFailure(
                .usage,
                "the container engine does not show the container \(id)",
                cause: document["message"]?.string.map { .own("the engine says: \"\($0)\"") }
            )
        }
        return document
    }

    /// The directory of a container's files: what the engine merged of its layers, else what its process sees.
    private func root(of id: String, in document: JSONValue) throws(CommandFailure) -> String {
        if let merged = document["GraphDriver"]?["Data"]?["MergedDir"]?.string, !merged.isEmpty, isMounted(merged) {
            return merged
        }
        if case .integer(let process)? = document["State"]?["Pid"], process > 0 { return "/proc/\(process)/root" }
        throw CommandFailure(
            .usage,
            "the container \(id) does not run",
            advice: "Start it, or mount its files and use --rootfs."
        )
    }

    /// Tells whether a directory is there with something in it; engines leave it empty for containers that do not run.
    private func isMounted(_ path: String) -> Bool {
        guard let stream = opendir(path) else { return false }
        defer { closedir(stream) }
        var count = 0
        while readdir(stream) != nil, count < 3 { count += 1 }
        return count > 2
    }

    /// Podman writes digests without their algorithm.
    private static func digestText(_ text: String) -> String { text.contains(":") ? text : "sha256:\(text)" }

    private func incomprehensible(_ reason: String) -> CommandFailure {
        CommandFailure(.registry, "the answer of the container engine cannot be understood", cause: .own(reason))
    }
}
