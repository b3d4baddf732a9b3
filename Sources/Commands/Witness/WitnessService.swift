// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import TagLog
import UnixSignals

/// A witness over HTTP: `POST /add-checkpoint` and `GET /HASH/checkpoint`.
struct WitnessService {
    let store: WitnessStore
    let host: String
    let port: Int
    /// Called with the port once it is listened on.
    let ready: @Sendable (Int) async -> Void

    /// Serves until the process is told to stop.
    func run() async throws {
        var quiet = Logger(label: "holdfast.witness") { _ in LogfmtHandler() }
        quiet.logLevel = .warning
        let application = Application(
            responder: responder(log: quiet),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { [ready, port] channel in await ready(channel.localAddress?.port ?? port) },
            logger: quiet
        )
        var group = ServiceGroupConfiguration(
            services: [application],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: quiet
        )
        group.maximumGracefulShutdownDuration = .seconds(10)
        try await ServiceGroup(configuration: group).run()
    }

    private func responder(log: Logger) -> CallbackResponder<BasicRequestContext> {
        CallbackResponder { [store] request, _ in
            let path = request.uri.path
            do {
                switch (request.method, path) {
                case (.post, "/add-checkpoint"):
                    let body: [UInt8]
                    do {
                        body = Array(try await request.body.collect(upTo: AddCheckpoint.maximumSize).readableBytesView)
                    } catch {
                        return Self.response(WitnessStore.Answer(413, "the request is too long, or was cut off"))
                    }
                    // Files are written before it is answered, which no event loop may wait for.
                    return Self.response(try await NIOThreadPool.singleton.runIfActive { try store.add(body) })
                case (.get, _) where path.hasPrefix("/") && path.hasSuffix("/checkpoint"):
                    let hash = String(path.dropFirst().dropLast("/checkpoint".count))
                    return Self.response(try await NIOThreadPool.singleton.runIfActive { try store.newest(hash) })
                case (.get, "/healthz"): return Self.response(WitnessStore.Answer(200, "ok"))
                case (_, "/add-checkpoint"):
                    return Self.response(WitnessStore.Answer(405, "checkpoints are posted here"))
                default: return Self.response(WitnessStore.Answer(404, "there is nothing here"))
                }
            } catch {
                let reason = (error as? CommandFailure)?.text(style: .plain) ?? "\(error)"
                log.error("\(reason)")
                return Self.response(
                    WitnessStore.Answer(500, "the witness cannot store what it signs, so it signs nothing")
                )
            }
        }
    }

    private static func response(_ answer: WitnessStore.Answer) -> Response {
        Response(
            status: HTTPResponse.Status(code: answer.status),
            headers: [.contentType: answer.contentType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        )
    }
}
