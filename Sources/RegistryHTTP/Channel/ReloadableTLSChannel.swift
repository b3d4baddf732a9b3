// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOSSL

/// Speaks TLS in front of another channel setup, with the certificate in force when the connection is made.
struct ReloadableTLSChannel<Base: ServerChildChannel>: ServerChildChannel {
    typealias Value = Base.Value

    let base: Base
    let tls: TLSContext

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls.current))
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
