// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import RegistryHTTP

/// Clients that send or take so little that they only hold a place; time is moved by the tests.
@Suite
struct SlowClientTests {
    private static let period = TimeAmount.seconds(30)

    @Test
    func aRequestOfWhichNothingArrivesIsCutOff() throws {
        let client = try Client()
        try client.sendHead()
        client.wait()
        #expect(client.isConnected)
        client.wait()
        #expect(!client.isConnected)
    }

    /// A byte now and then does not help.
    @Test
    func aRequestThatDripsIsCutOff() throws {
        let client = try Client()
        try client.sendHead()
        for _ in 0..<20 where client.isConnected {
            try client.send(bytes: 1)
            client.wait(.seconds(10))
        }
        #expect(!client.isConnected)
    }

    @Test
    func aRequestThatComesAtAModestPaceIsServed() throws {
        let client = try Client()
        try client.sendHead()
        for _ in 0..<60 {
            try client.send(bytes: 10 << 10)
            client.wait(.seconds(10))
        }
        #expect(client.isConnected)
        try client.end()
        client.wait()
        #expect(client.isConnected)
    }

    @Test
    func restingBetweenRequestsIsNotSlow() throws {
        let client = try Client()
        for _ in 0..<3 {
            try client.sendHead()
            try client.end()
            for _ in 0..<5 { client.wait() }
        }
        #expect(client.isConnected)
    }

    /// Time the registry takes before it wants more does not count.
    @Test
    func aClientThatIsHeldBackIsNotSlow() throws {
        let client = try Client()
        try client.sendHead()
        client.wait()
        try client.send(bytes: 1, thenRead: false)
        for _ in 0..<5 { client.wait() }
        #expect(client.isConnected)
        client.read()
        client.wait()
        client.wait()
        client.wait()
        #expect(!client.isConnected)
    }

    @Test
    func aClientThatTakesNothingIsCutOff() throws {
        let client = try Client()
        try client.sendHead()
        try client.end()
        client.answer(bytes: 1 << 20)
        client.wait()
        #expect(!client.isConnected)
    }

    @Test
    func aClientThatTakesSomethingIsServed() throws {
        let client = try Client()
        try client.sendHead()
        try client.end()
        for _ in 0..<5 {
            client.answer(bytes: 64 << 10)
            client.answer(bytes: 64 << 10)
            client.takeOne()
            client.wait()
            #expect(client.isConnected)
            client.takeOne()
        }
        client.wait()
        #expect(client.isConnected)
    }

    /// The registry's end of a connection, with a socket that takes what it is told to.
    private final class Client {
        private let channel: EmbeddedChannel
        private let socket = Socket()

        init() throws {
            channel = EmbeddedChannel(handlers: [socket, SlowClientHandler(period: SlowClientTests.period)])
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
            channel.read()
        }

        var isConnected: Bool { channel.isActive }

        func sendHead() throws {
            try receive(.head(HTTPRequest(method: .patch, scheme: "http", authority: "localhost", path: "/v2/")))
        }

        func send(bytes: Int, thenRead: Bool = true) throws {
            try receive(.body(ByteBuffer(repeating: 0, count: bytes)), thenRead: thenRead)
        }

        func end() throws { try receive(.end(nil)) }

        func read() { channel.read() }

        func wait(_ time: TimeAmount = SlowClientTests.period) { channel.embeddedEventLoop.advanceTime(by: time) }

        func answer(bytes: Int) {
            channel.writeAndFlush(HTTPResponsePart.body(ByteBuffer(repeating: 0, count: bytes)), promise: nil)
        }

        func takeOne() { socket.takeOne() }

        /// As a socket does: the parts, the end of the read, and then the next read, unless the registry wants none.
        private func receive(_ part: HTTPRequestPart, thenRead: Bool = true) throws {
            guard isConnected else { return }
            try channel.writeInbound(part)
            if thenRead { channel.read() }
        }
    }

    /// Keeps what is written until it is taken.
    private final class Socket: ChannelOutboundHandler {
        typealias OutboundIn = HTTPResponsePart

        private var waiting: [EventLoopPromise<Void>] = []

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            if let promise { waiting.append(promise) }
        }

        func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
            let failed = waiting
            waiting = []
            for promise in failed { promise.fail(ChannelError.ioOnClosedChannel) }
            context.close(mode: mode, promise: promise)
        }

        func takeOne() {
            guard !waiting.isEmpty else { return }
            waiting.removeFirst().succeed()
        }
    }
}
