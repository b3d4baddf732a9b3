// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOSSL
internal import Synchronization

/// The certificate and key of the listener, replaced without a restart.
public final class TLSContext: Sendable {
    private let context: Mutex<NIOSSLContext>

    /// Reads a certificate chain and its key from PEM files.
    ///
    /// - Throws: When a file cannot be read, or the key does not fit the certificate.
    public init(certificateFile: String, keyFile: String) throws {
        self.context = Mutex(try Self.load(certificateFile, keyFile))
    }

    /// Takes the certificate and key of another context, for all connections made from now on.
    public func replace(by other: TLSContext) {
        let new = other.current
        context.withLock { $0 = new }
    }

    var current: NIOSSLContext { context.withLock { $0 } }

    private static func load(_ certificateFile: String, _ keyFile: String) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMFile(certificateFile).map { NIOSSLCertificateSource.certificate($0) }
        let key = try NIOSSLPrivateKey(file: keyFile, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain,
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }
}
