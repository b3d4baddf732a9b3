// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import NIOHTTP1

/// Reads requests of one connection and answers them as the registry says.
final class FaultyHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let registry: FaultyRegistry
    private var head: HTTPRequestHead?

    init(_ registry: FaultyRegistry) {
        self.registry = registry
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end:
            guard let head else { return }
            let parts = head.uri.split(separator: "?", maxSplits: 1).map { String($0) }
            let request = SeenRequest(
                method: head.method.rawValue,
                path: parts.first ?? "/",
                query: parts.count > 1 ? parts[1] : "",
                authorization: head.headers.first(name: "Authorization"),
                range: head.headers.first(name: "Range")
            )
            let (reply, fault) = registry.answer(request)
            answer(Line(context), reply, fault, to: request)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ line: Line, _ reply: Reply, _ fault: Misbehaviour?, to request: SeenRequest) {
        let reply = altered(reply, fault, to: request)
        let isHead = request.method == "HEAD"
        switch fault {
        case .hangUp: line.close()
        case .wait(let gate): gate.pass { line.whole(reply, isHead: isHead) }
        case .stall(let count, let gate) where !isHead:
            line.head(reply)
            line.body(reply.body.prefix(count))
            gate.pass { line.rest(reply.body.dropFirst(count)) }
        case .breakOff(let count) where !isHead:
            line.head(reply)
            line.last(reply.body.prefix(count))
        case .pace(let length, let milliseconds) where !isHead:
            line.head(reply)
            line.trickle(reply.body[...], length, .milliseconds(milliseconds))
        default: line.whole(reply, isHead: isHead)
        }
    }

    /// The answer with what is wrong in its words rather than in how it comes.
    private func altered(_ reply: Reply, _ fault: Misbehaviour?, to request: SeenRequest) -> Reply {
        var reply = reply
        switch fault {
        case .redirect(let place):
            let query = request.query.isEmpty ? "" : "?\(request.query)"
            return Reply(status: 307, headers: [("Location", "\(place)\(request.path)\(query)")])
        case .withoutDigest:
            reply.headers.removeAll { $0.0 == "Docker-Content-Digest" }
        case .wrongBytes where !reply.body.isEmpty:
            reply.body[reply.body.count - 1] ^= 1
        default: break
        }
        return reply
    }
}

/// The way to a client, from any thread.
private struct Line: Sendable {
    private let channel: any Channel

    init(_ context: ChannelHandlerContext) {
        channel = context.channel
    }

    func whole(_ reply: Reply, isHead: Bool) {
        head(reply)
        if !isHead { body(reply.body[...]) }
        end()
    }

    func head(_ reply: Reply) {
        var headers = HTTPHeaders(reply.headers)
        headers.add(name: "Content-Length", value: String(reply.body.count))
        let status = HTTPResponseStatus(statusCode: reply.status)
        write(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers)))
    }

    func body(_ bytes: ArraySlice<UInt8>) {
        guard !bytes.isEmpty else { return }
        write(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
    }

    /// Sends bytes and closes the connection once they are gone.
    func last(_ bytes: ArraySlice<UInt8>) {
        let sent = channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes))))
        sent.whenComplete { _ in close() }
    }

    func rest(_ bytes: ArraySlice<UInt8>) {
        body(bytes)
        end()
    }

    func trickle(_ bytes: ArraySlice<UInt8>, _ length: Int, _ pause: TimeAmount) {
        guard channel.isActive else { return }
        body(bytes.prefix(length))
        let left = bytes.dropFirst(length)
        guard !left.isEmpty else { return end() }
        _ = channel.eventLoop.scheduleTask(in: pause) { trickle(left, length, pause) }
    }

    func end() { write(.end(nil)) }

    func close() {
        channel.close(promise: nil)
    }

    private func write(_ part: HTTPServerResponsePart) {
        channel.writeAndFlush(part, promise: nil)
    }
}
