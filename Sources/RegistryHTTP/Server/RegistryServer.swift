// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Hummingbird
internal import HummingbirdCore
public import Logging
internal import NIOCore
internal import NIOSSL

/// The HTTP server around a ``RegistryResponder``.
public struct RegistryServer {
    /// The most connections that are served at a time; more wait in the kernel's queue.
    private static let maximumConnections = 4_096
    /// How long a connection may rest between requests, and a request's head may take to arrive.
    private static let idleTimeout = TimeAmount.seconds(75)

    /// Builds the application that serves a responder.
    ///
    /// - Parameters:
    ///   - responder: What answers the requests.
    ///   - host: The address to listen on.
    ///   - port: The port; 0 lets the system pick one.
    ///   - tls: The certificate; nil serves plain HTTP.
    ///   - logger: Takes what the server itself has to say; requests are logged by the responder.
    ///   - onReady: Called with the port once the listener is up.
    /// - Returns: A service that listens from the moment it is run until graceful shutdown.
    public static func application(
        responder: RegistryResponder,
        host: String,
        port: Int,
        tls: TLSContext?,
        logger: Logger,
        onReady: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> Application<RegistryResponder> {
        Application(
            responder: responder,
            server: builder(registryResponder: responder, tls: tls),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(maximumConnections)
            ),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) },
            logger: logger
        )
    }

    private static func builder(registryResponder: RegistryResponder, tls: TLSContext?) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            let plain = HTTP1Channel(
                responder: responder,
                configuration: .init(
                    additionalChannelHandlers: handlers(registryResponder, tls: tls),
                    idleTimeout: idleTimeout,
                    httpDecoderConfiguration: .init(maxHeaderListSize: 64 << 10, maxHeaderFieldCount: 200)
                )
            )
            guard let tls else { return plain }
            return ReloadableTLSChannel(base: plain, tls: tls)
        }
    }

    private static func handlers(_ responder: RegistryResponder, tls: TLSContext?) -> [any RemovableChannelHandler] {
        let immediate = ImmediateAnswerHandler { responder.immediateAnswer(to: $0, channel: $1) }
        let watch: [any RemovableChannelHandler] = [SlowClientHandler(), LingeringCloseHandler()]
        // With TLS every byte has to be encrypted here, so there is nothing a kernel could send by itself.
        return tls == nil ? [FileRegionHandler(), immediate] + watch : [immediate] + watch
    }
}
