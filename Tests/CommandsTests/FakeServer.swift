// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server on this host whose answers a test makes up.
final class FakeServer: Sendable {
    struct Request: Sendable {
        var method: String
        var target: String
        var headers: [String: String]
        var body: String

        /// Method and target in one line.
        var line: String { "\(method) \(target)" }
    }

    struct Answer: Sendable {
        var status = 200
        var headers: [(String, String)] = []
        var body = ""
        /// The body, when it is no text.
        var bytes: [UInt8]?

        static func json(_ body: String, status: Int = 200, headers: [(String, String)] = []) -> Answer {
            Answer(status: status, headers: headers, body: body)
        }

        static func error(_ status: Int, _ code: String, _ message: String) -> Answer {
            Answer(status: status, body: #"{"errors":[{"code":"\#(code)","message":"\#(message)","detail":null}]}"#)
        }
    }

    let url: String
    private let log: Log

    private final class Log: Sendable {
        let requests = Mutex<[Request]>([])
    }

    /// What was asked so far.
    var requests: [Request] { log.requests.withLock { $0 } }

    private init(url: String, log: Log) {
        self.url = url
        self.log = log
    }

    /// Starts a server, hands it to `body` and stops it.
    static func run(
        answering answer: @escaping @Sendable (Request) -> Answer,
        _ body: (FakeServer) async throws -> Void
    ) async throws {
        let log = Log()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
                    let handler = Handler { request in
                        log.requests.withLock { $0.append(request) }
                        return answer(request)
                    }
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        let port = channel.localAddress?.port ?? 0
        do {
            try await body(FakeServer(url: "http://127.0.0.1:\(port)", log: log))
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let answer: @Sendable (Request) -> Answer
        private var request = Request(method: "", target: "", headers: [:], body: "")

        init(answer: @escaping @Sendable (Request) -> Answer) {
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                let headers = Dictionary(head.headers.map { ($0.lowercased(), $1) }) { $1 }
                request = Request(method: head.method.rawValue, target: head.uri, headers: headers, body: "")
            case .body(let buffer):
                request.body += String(buffer: buffer)
            case .end:
                let answer = answer(request)
                var headers = HTTPHeaders(answer.headers)
                let body = answer.bytes.map { ByteBuffer(bytes: $0) } ?? ByteBuffer(string: answer.body)
                headers.add(name: "Content-Length", value: "\(body.readableBytes)")
                let status = HTTPResponseStatus(statusCode: answer.status)
                let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                // A body after HEAD would be taken for the beginning of the next answer.
                if request.method != "HEAD" { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
