// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Answers on the event loop what can be answered from memory, and passes everything else on.
///
/// Responses leave in the order of the requests: while one that was passed on is unanswered, so are all after it. Now
/// and then a request is passed on although it need not be, so that the handlers behind, which close connections that
/// rest, see that this one does not.
final class ImmediateAnswerHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private static let signOfLife = TimeAmount.seconds(20)

    private let answer: @Sendable (HTTPRequest, any Channel) -> ImmediateAnswer?
    private var unanswered = 0
    /// The answer to the request whose end has not arrived yet.
    private var ready: ImmediateAnswer?
    private var needsFlush = false
    private var lastPassedOn = NIODeadline.now()

    init(answer: @escaping @Sendable (HTTPRequest, any Channel) -> ImmediateAnswer?) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            let now = NIODeadline.now()
            // A client that does not take its answers is left to the handlers behind, which stop reading from it.
            if unanswered == 0, ready == nil, context.channel.isWritable, now - lastPassedOn < Self.signOfLife,
                let answer = answer(head, context.channel)
            {
                ready = answer
                return
            }
            unanswered += 1
            lastPassedOn = now
            context.fireChannelRead(data)
        case .body:
            if ready == nil { context.fireChannelRead(data) }
        case .end:
            guard let answer = ready else {
                context.fireChannelRead(data)
                return
            }
            ready = nil
            needsFlush = true
            context.write(wrapOutboundOut(.head(answer.head)), promise: nil)
            if let body = answer.body { context.write(wrapOutboundOut(.body(body)), promise: nil) }
            context.write(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if needsFlush {
            needsFlush = false
            context.flush()
        }
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { unanswered -= 1 }
        context.write(data, promise: promise)
    }
}

@available(*, unavailable)
extension ImmediateAnswerHandler: Sendable {}
