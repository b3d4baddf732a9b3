// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Closes a connection after a response that says `Connection: close`, without losing the response on its way.
///
/// A request that is refused before its body was read would otherwise have to be read to its end. Closing at once would
/// make the kernel reset the connection while the client is still sending, and the client would never see why. So the
/// sending side is closed, and what still arrives is thrown away for a short while (RFC 9112, section 9.6).
final class LingeringCloseHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum State {
        case open
        /// The response in progress is the last one.
        case closing
        /// The response is out; input is thrown away.
        case draining
    }

    private static let patience = TimeAmount.seconds(5)
    private static let maximumDrained = 64 << 20

    private var state = State.open
    private var drained = 0
    /// Tells whether a request is being received or answered.
    private var isAnswering = false
    /// What a client sent after the request that is being answered: more requests, which no longer count if that answer
    /// closes the connection (RFC 9112, section 9.6).
    private var later = CircularBuffer<HTTPRequestPart>()
    private var wantsMore = false
    /// The client's word that it sends nothing more, kept until what it sent before has been passed on.
    private var inputClosed: Any?

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch (unwrapOutboundIn(data), state) {
        case (.head(let head), .open):
            if head.status.kind != .informational, head.headerFields[.connection] == "close" { state = .closing }
            context.write(data, promise: promise)
        case (.end, .closing):
            state = .draining
            later.removeAll()
            context.writeAndFlush(data, promise: promise)
            context.close(mode: .output, promise: nil)
            scheduleClose(context)
            context.read()
        case (.end, .open):
            context.write(data, promise: promise)
            isAnswering = false
            passOn(context)
        default:
            context.write(data, promise: promise)
        }
    }

    /// Passes on the next request of those that came while another was being answered.
    private func passOn(_ context: ChannelHandlerContext) {
        guard !later.isEmpty else { return }
        while let part = later.first {
            if case .head = part {
                if isAnswering { break }
                isAnswering = true
            }
            later.removeFirst()
            context.fireChannelRead(wrapInboundOut(part))
        }
        context.fireChannelReadComplete()
        guard later.isEmpty else { return }
        if let event = inputClosed {
            inputClosed = nil
            context.fireUserInboundEventTriggered(event)
        } else if wantsMore {
            wantsMore = false
            context.read()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if !later.isEmpty, case .inputClosed? = event as? ChannelEvent {
            inputClosed = event
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func read(context: ChannelHandlerContext) {
        // A client that sends requests without waiting waits itself once some lie here.
        if later.isEmpty { context.read() } else { wantsMore = true }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        guard state == .draining else {
            receive(part, context)
            return
        }
        switch part {
        case .head: return
        case .body(let bytes):
            drained += bytes.readableBytes
            if drained > Self.maximumDrained { context.close(promise: nil) }
        case .end: context.close(promise: nil)
        }
    }

    private func receive(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        guard later.isEmpty else {
            later.append(part)
            return
        }
        if case .head = part {
            guard !isAnswering else {
                later.append(part)
                return
            }
            isAnswering = true
        }
        context.fireChannelRead(wrapInboundOut(part))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if state == .draining { context.read() }
    }

    private func scheduleClose(_ context: ChannelHandlerContext) {
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
    }
}

@available(*, unavailable)
extension LingeringCloseHandler: Sendable {}
