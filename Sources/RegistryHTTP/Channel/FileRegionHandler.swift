// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1

/// Sends parts of files as the body of a response without their bytes passing through this process.
///
/// The HTTP types of the pipeline know bodies of bytes only. A region therefore comes as an outbound event, after the
/// head and before the end of the response, and enters the pipeline below the codec that knows no files.
final class FileRegionHandler: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let event = event as? SendFileRegion else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        do {
            let codec = try context.pipeline.syncOperations.context(handlerType: HTTP1ToHTTPServerCodec.self)
            codec.writeAndFlush(NIOAny(HTTPServerResponsePart.body(.fileRegion(event.region))), promise: promise)
        } catch {
            promise?.fail(error)
        }
    }
}

@available(*, unavailable)
extension FileRegionHandler: Sendable {}

/// The outbound event that sends a region; its promise succeeds when the kernel has taken all of it.
struct SendFileRegion: Sendable {
    let region: FileRegion
}
