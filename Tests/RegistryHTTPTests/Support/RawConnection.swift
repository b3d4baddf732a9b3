// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import NIOPosix

/// A connection on which a test says byte for byte what it sends.
struct RawConnection {
    /// A response as it came over the connection.
    struct Response {
        let status: Int
        /// The status line and the fields.
        let head: String
        let body: String

        func has(_ field: String) -> Bool { head.lowercased().contains("\r\n\(field.lowercased())") }
    }

    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var received = ""

    static func run(port: Int?, _ body: (inout RawConnection) async throws -> Void) async throws {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "localhost", port: port ?? 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                }
            }
        try await channel.executeThenClose { inbound, outbound in
            var connection = RawConnection(outbound: outbound, inbound: inbound.makeAsyncIterator())
            try await body(&connection)
        }
    }

    private init(
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    ) {
        self.outbound = outbound
        self.inbound = inbound
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    func send(_ bytes: ByteBuffer) async throws { try await outbound.write(bytes) }

    /// Sends a request's head.
    func sendHead(_ line: String, _ fields: String...) async throws {
        try await send((["\(line) HTTP/1.1", "Host: localhost"] + fields).joined(separator: "\r\n") + "\r\n\r\n")
    }

    /// Says that nothing more will be sent.
    func finish() { outbound.finish() }

    /// Reads one response.
    mutating func response() async throws -> Response {
        let head = try await take(through: "\r\n\r\n")
        let words = head.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else { throw Fault.notHTTP(head) }
        var body = ""
        for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
            let length = line.dropFirst("content-length:".count).drop { $0 == " " }
            body = try await take(count: Int(length) ?? 0)
        }
        return Response(status: status, head: head, body: body)
    }

    /// Reads until the registry closes its side.
    mutating func rest() async throws -> String {
        while let bytes = try await inbound.next(isolation: #isolation) { received += String(buffer: bytes) }
        defer { received = "" }
        return received
    }

    private mutating func take(through end: String) async throws -> String {
        while true {
            if let range = received.firstRange(of: end) {
                let text = String(received[..<range.upperBound])
                received = String(received[range.upperBound...])
                return text
            }
            try await receive()
        }
    }

    private mutating func take(count: Int) async throws -> String {
        while received.utf8.count < count { try await receive() }
        let text = String(decoding: received.utf8.prefix(count), as: UTF8.self)
        received = String(decoding: received.utf8.dropFirst(count), as: UTF8.self)
        return text
    }

    private mutating func receive() async throws {
        guard let bytes = try await inbound.next(isolation: #isolation) else { throw Fault.connectionEnded }
        received += String(buffer: bytes)
    }
}
