// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Registry
import Synchronization

/// What arrived at a receiver.
struct Arrival: Sendable {
    let line: String
    let headers: HTTPHeaders
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var message: String { header("webhook-id") ?? "" }

    func header(_ name: String) -> String? { headers.first(name: name) }
}

/// What a receiver says to a message.
enum Reply: Sendable {
    case status(Int, [String: String] = [:], body: Int = 0)
    /// The head of an answer whose body never ends.
    case unending(Int)
    /// Nothing, for as long as the connection is open.
    case silence
}

/// A receiver of webhooks on loopback, which answers as a test says.
final class Receiver: Sendable {
    typealias Script = @Sendable (_ number: Int) -> Reply

    let port: Int
    private let seen: Log

    final class Log: Sendable {
        let arrivals = Mutex<[Arrival]>([])
        let bell = Bell()
    }

    private init(port: Int, seen: Log) {
        self.port = port
        self.seen = seen
    }

    var arrivals: [Arrival] { seen.arrivals.withLock { $0 } }

    /// Waits until that many messages have arrived.
    func arrivals(_ count: Int) async -> [Arrival] {
        while true {
            let rings = seen.bell.rings
            let arrivals = arrivals
            if arrivals.count >= count || Task.isCancelled { return arrivals }
            await seen.bell.wait(after: rings)
        }
    }

    /// Finds a port where nobody listens and that the system gives to nobody, so that a receiver may open there later.
    static func closedPort() async throws -> Int {
        while true {
            do {
                // Below the ports that outgoing connections are given.
                return try await run(port: Int.random(in: 20_000..<32_000)) { $0.port }
            } catch let error as IOError where error.errnoCode == EADDRINUSE {
                continue
            }
        }
    }

    /// Runs a receiver as long as the body does; the script is given the number of the arrival, from 1.
    static func run<Result>(
        port: Int = 0,
        _ script: @escaping Script = { _ in .status(200) },
        _ body: (Receiver) async throws -> Result
    ) async throws -> Result {
        let log = Log()
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(ReceiverHandler(script: script, log: log))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        do {
            let result = try await body(Receiver(port: channel.localAddress?.port ?? 0, seen: log))
            try await channel.close()
            return result
        } catch {
            try await channel.close()
            throw error
        }
    }
}

private final class ReceiverHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let script: Receiver.Script
    private let log: Receiver.Log
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(script: @escaping Receiver.Script, log: Receiver.Log) {
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
            let arrival = Arrival(line: "\(head.method.rawValue) \(head.uri)", headers: head.headers, body: body)
            let number = log.arrivals.withLock { arrivals in
                arrivals.append(arrival)
                return arrivals.count
            }
            log.bell.ring()
            reply(script(number), context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func reply(_ reply: Reply, _ context: ChannelHandlerContext) {
        if case .unending(let status) = reply {
            let head = HTTPResponseHead(
                version: .http1_1,
                status: HTTPResponseStatus(statusCode: status),
                headers: ["Content-Length": "1000"]
            )
            return context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        }
        guard case .status(let status, let fields, let length) = reply else { return }
        var headers = HTTPHeaders(fields.map { ($0.key, $0.value) })
        headers.add(name: "Content-Length", value: String(length))
        let head = HTTPResponseHead(
            version: .http1_1,
            status: HTTPResponseStatus(statusCode: status),
            headers: headers
        )
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        let bytes = ByteBuffer(repeating: 0x78, count: length)
        if length > 0 { context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
