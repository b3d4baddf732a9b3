// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The files of a server's certificate, in PEM.
public struct TLSFiles: Hashable, Sendable {
    /// The path of the certificate and the chain above it.
    public var certificate: String
    /// The path of the private key.
    public var key: String

    /// Names the files.
    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}
