// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOSSL

/// A file of certificates that are trusted besides the system's.
enum AuthorityFile {
    /// Reads the file.
    static func certificates(of path: String) throws(ClientError) -> [NIOSSLCertificate] {
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(path)
        } catch {
            throw fault(path)
        }
        guard !certificates.isEmpty else { throw fault(path) }
        return certificates
    }

    private static func fault(_ path: String) -> ClientError {
        ClientError(
            .file,
            "\(path) cannot be read as certificates in PEM",
            advice: "Name the file with the certificate of the authority that signed the registry's."
        )
    }
}
