// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A container engine at a socket, whose answers a test makes up.
enum FakeEngine {
    /// Starts an engine at a path, hands what it was asked to `body` afterwards, and stops it.
    static func run(at path: String, _ answers: [String: String], _ body: () async throws -> Void) async throws
        -> [String]
    {
        let log = Log()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
                    try channel.pipeline.syncOperations.addHandler(Handler(answers: answers, log: log))
                }
            }
            .bind(unixDomainSocketPath: path)
            .get()
        do {
            try await body()
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
        return log.targets.withLock { $0 }
    }

    private final class Log: Sendable {
        let targets = Mutex<[String]>([])
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let answers: [String: String]
        private let log: Log

        init(answers: [String: String], log: Log) {
            (self.answers, self.log) = (answers, log)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let request) = unwrapInboundIn(data) else { return }
            log.targets.withLock { $0.append(request.uri) }
            let body = answers[request.uri] ?? #"{"message":"no such thing"}"#
            let head = HTTPResponseHead(
                version: .http1_1,
                status: answers[request.uri] == nil ? .notFound : .ok,
                headers: ["Content-Length": "\(body.utf8.count)"]
            )
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
