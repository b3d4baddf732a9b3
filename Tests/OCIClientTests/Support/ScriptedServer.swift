// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A request as the scripted server saw it.
struct ScriptedRequest: Sendable {
    let method: String
    /// Path and query.
    let target: String
    let headers: HTTPHeaders
    let body: [UInt8]

    var path: String { String(target.prefix { $0 != "?" }) }
    var line: String { "\(method) \(target)" }
    var text: String { String(decoding: body, as: UTF8.self) }

    func header(_ name: String) -> String? { headers.first(name: name) }
}

/// What the scripted server is to answer.
struct ScriptedAnswer: Sendable {
    var status = 200
    var headers: [(String, String)] = []
    var body: [UInt8] = []
    /// After how many bytes of the body the connection breaks.
    var breaksAfter: Int?

    static func text(_ text: String, status: Int = 200, _ headers: (String, String)...) -> ScriptedAnswer {
        ScriptedAnswer(status: status, headers: headers, body: Array(text.utf8))
    }

    static func bytes(_ bytes: [UInt8], status: Int = 200, _ headers: (String, String)...) -> ScriptedAnswer {
        ScriptedAnswer(status: status, headers: headers, body: bytes)
    }

    static func empty(_ status: Int, _ headers: (String, String)...) -> ScriptedAnswer {
        ScriptedAnswer(status: status, headers: headers)
    }

    func breaking(after count: Int) -> ScriptedAnswer {
        var copy = self
        copy.breaksAfter = count
        return copy
    }
}

/// A server of HTTP on loopback that answers as a test says, and keeps what it was asked.
final class ScriptedServer: Sendable {
    typealias Script = @Sendable (ScriptedRequest) -> ScriptedAnswer

    let port: Int
    private let seen: Log

    final class Log: Sendable {
        let requests = Mutex<[ScriptedRequest]>([])
    }

    private init(port: Int, seen: Log) {
        self.port = port
        self.seen = seen
    }

    /// The host as a reference names it.
    var host: String { "127.0.0.1:\(port)" }

    /// All requests so far.
    var requests: [ScriptedRequest] { seen.requests.withLock { $0 } }

    /// Methods and targets of all requests so far.
    var lines: [String] { requests.map(\.line) }

    /// Runs a server as long as the body does.
    static func run<Result>(
        tls: NIOSSLContext? = nil,
        _ script: @escaping Script,
        _ body: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let log = Log()
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(ScriptedHandler(script: script, log: log))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        do {
            let result = try await body(ScriptedServer(port: port, seen: log))
            try await channel.close()
            return result
        } catch {
            try await channel.close()
            throw error
        }
    }
}

private final class ScriptedHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let script: ScriptedServer.Script
    private let log: ScriptedServer.Log
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(script: @escaping ScriptedServer.Script, log: ScriptedServer.Log) {
        self.script = script
        self.log = log
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let piece): body.append(contentsOf: piece.readableBytesView)
        case .end:
            guard let head else { return }
            let request = ScriptedRequest(
                method: head.method.rawValue,
                target: head.uri,
                headers: head.headers,
                body: body
            )
            log.requests.withLock { $0.append(request) }
            send(script(request), to: head, context)
        }
    }

    private func send(_ answer: ScriptedAnswer, to request: HTTPRequestHead, _ context: ChannelHandlerContext) {
        var headers = HTTPHeaders(answer.headers)
        let isMeasured = headers.contains(name: "Content-Length") || headers.contains(name: "Transfer-Encoding")
        if !isMeasured, answer.status != 204 {
            headers.add(name: "Content-Length", value: String(answer.body.count))
        }
        let status = HTTPResponseStatus(statusCode: answer.status)
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))),
            promise: nil
        )
        let sent = answer.breaksAfter.map { answer.body.prefix($0) } ?? answer.body[...]
        if request.method != .HEAD, !sent.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: sent)))), promise: nil)
        }
        if answer.breaksAfter != nil {
            context.flush()
            context.close(promise: nil)
            return
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
