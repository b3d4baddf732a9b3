// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Hummingbird
internal import NIOCore

/// What a handler knows of the connection a request came on.
public struct RegistryContext: InitializableFromSource, Sendable {
    let channel: any Channel

    /// Takes what the server knows.
    public init(source: ApplicationRequestContextSource) {
        self.channel = source.channel
    }

    /// The address of the peer, without its port.
    var peerAddress: String? { channel.remoteAddress?.ipAddress }
}
