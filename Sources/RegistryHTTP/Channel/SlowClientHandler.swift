// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Closes a connection whose client sends or takes so little that it only holds a place.
///
/// Looked at once in each period: while a request is being received, at least ``minimumBytes`` must have arrived since
/// the last look; while a response is being sent, at least one of the writes that waited must have gone out. Time the
/// registry itself takes to answer does not count.
final class SlowClientHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    static let period = TimeAmount.seconds(30)
    static let minimumBytes = 30 << 10

    private static let watchedWrite = 16 << 10

    private let period: TimeAmount
    private var isReceiving = false
    private var received = 0
    /// How long the body stood still in this period because the registry did not ask for more.
    private var heldBack = TimeAmount.zero
    /// Since when the registry has not asked for more.
    private var heldSince: NIODeadline?
    private var waitingWrites = 0
    private var finishedWrites = 0
    private var look: Scheduled<Void>?

    init(period: TimeAmount = SlowClientHandler.period) {
        self.period = period
    }

    func handlerAdded(context: ChannelHandlerContext) {
        scheduleLook(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        look?.cancel()
        look = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        look?.cancel()
        look = nil
        context.fireChannelInactive()
    }

    func read(context: ChannelHandlerContext) {
        countHeldBack(until: context.eventLoop.now)
        heldSince = nil
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            isReceiving = true
            received = Self.minimumBytes
        case .body(let bytes): received += bytes.readableBytes
        case .end: isReceiving = false
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // A channel asks for more only after this, at once unless it is held back: how long that takes tells them apart.
        heldSince = heldSince ?? context.eventLoop.now
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // Only bodies worth waiting for are watched; a promise for each small answer would cost more than it tells.
        guard case .body(let bytes) = unwrapOutboundIn(data), bytes.readableBytes >= Self.watchedWrite else {
            context.write(data, promise: promise)
            return
        }
        context.write(data, promise: watched(promise, context))
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        let isWrite = event is SendFileRegion
        context.triggerUserOutboundEvent(event, promise: isWrite ? watched(promise, context) : promise)
    }

    private func watched(_ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) -> EventLoopPromise<Void>
    {
        waitingWrites += 1
        let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in
            self.waitingWrites -= 1
            self.finishedWrites += 1
        }
        return promise
    }

    private func scheduleLook(_ context: ChannelHandlerContext) {
        look = context.eventLoop.assumeIsolated().scheduleTask(in: period) { self.takeLook(context) }
    }

    private func countHeldBack(until now: NIODeadline) {
        guard let since = heldSince else { return }
        heldBack = heldBack + (now - since)
        heldSince = now
    }

    private func takeLook(_ context: ChannelHandlerContext) {
        countHeldBack(until: context.eventLoop.now)
        let hadTime = heldBack.nanoseconds < period.nanoseconds / 2
        let sendsTooSlowly = isReceiving && hadTime && received < Self.minimumBytes
        let takesNothing = waitingWrites > 0 && finishedWrites == 0
        if sendsTooSlowly || takesNothing {
            context.close(promise: nil)
            return
        }
        received = 0
        finishedWrites = 0
        heldBack = .zero
        scheduleLook(context)
    }
}

@available(*, unavailable)
extension SlowClientHandler: Sendable {}
