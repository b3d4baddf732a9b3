// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import OCIModel

/// The socket of a container engine on this machine; docker and podman answer to the same requests.
struct EngineSocket: Sendable {
    private static let answerLimit = 16 << 20
    private static let timeLimit = TimeAmount.seconds(30)

    /// Where the socket is.
    let path: String

    /// Finds a socket: that of `DOCKER_HOST`, docker's own, podman's own.
    static func find(_ surroundings: Surroundings) throws(CommandFailure) -> EngineSocket {
        // As docker takes it, nothing, or a socket without a path, is no choice.
        if let host = surroundings.variable("DOCKER_HOST"), !["", "unix://"].contains(host) {
            guard host.hasPrefix("unix://") else {
                throw CommandFailure(
                    .usage,
                    "the engine of DOCKER_HOST is not reached through a socket of this machine",
                    advice: "Run this where the containers run, or name a socket with --docker."
                )
            }
            return EngineSocket(path: String(host.dropFirst("unix://".count)))
        }
        var places = ["/var/run/docker.sock", "/run/podman/podman.sock"]
        if let directory = surroundings.variable("XDG_RUNTIME_DIR") { places.append("\(directory)/podman/podman.sock") }
        guard let found = places.first(where: { access($0, F_OK) == 0 }) else {
            throw CommandFailure(
                .usage,
                "no container engine was found",
                cause: .own("there is no socket at \(places.joined(separator: ", "))"),
                advice: "Name one with --docker or --podman (`podman system service` opens it), or give --kubernetes."
            )
        }
        return EngineSocket(path: found)
    }

    /// Asks for a document; nil when the engine has no such thing.
    func document(_ target: String, with http: HTTPClient) async throws -> JSONValue? {
        var request = HTTPClientRequest(url: "http+unix://\(ManagementRequest.encoded(path))\(target)")
        request.headers = ["Host": "localhost", "User-Agent": "holdfast"]
        let (status, bytes): (UInt, [UInt8])
        do {
            let response = try await http.execute(request, timeout: Self.timeLimit)
            let body = try await response.body.collect(upTo: Self.answerLimit)
            (status, bytes) = (response.status.code, Array(body.readableBytesView))
        } catch {
            throw CommandFailure(
                .registry,
                "the container engine at \(path) does not answer",
                cause: .own(String(describing: error))
            )
        }
        guard status != 404 else { return nil }
        let document: JSONValue
        do {
            document = try JSONValue(parsing: bytes)
        } catch {
            throw incomprehensible("it is not JSON: \(error)")
        }
        guard status == 200 else {
            throw CommandFailure(
                .registry,
                "the container engine at \(path) does not tell what runs",
                cause: document["message"]?.string.map { .own("the engine says: \"\($0)\"") }
            )
        }
        return document
    }

    /// What is wrong with an answer.
    func incomprehensible(_ reason: String) -> CommandFailure {
        CommandFailure(
            .registry,
            "the answer of the container engine at \(path) cannot be understood",
            cause: .own(reason)
        )
    }
}
