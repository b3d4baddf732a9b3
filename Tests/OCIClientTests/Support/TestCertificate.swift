// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOSSL

/// A certificate for 127.0.0.1 that no authority has signed, good until 2120; its key is a secret of nobody.
enum TestCertificate {
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBZTCCAQqgAwIBAgIBATAKBggqhkjOPQQDAjAYMRYwFAYDVQQDDA1ob2xkZmFz
        dC10ZXN0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAYMRYwFAYD
        VQQDDA1ob2xkZmFzdC10ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEAtlS
        zGFbxeL5xugKheOd23lRt1lnxYGCC0Aa9Ozp9QJLHWjpjQ1b/+J17zssf1CNawFC
        HRGZrAHY5tV3K5NitaNDMEEwDwYDVR0RBAgwBocEfwAAATAPBgNVHRMBAf8EBTAD
        AQH/MB0GA1UdDgQWBBQNxjqQ4HaYTvVUzvN1wuOlMiYXVDAKBggqhkjOPQQDAgNJ
        ADBGAiEA7rv4uZGebrGGJDorN/zjcTzwclCJl6TUz1nFEwQ9R7MCIQDm6F6qQ9HJ
        HcDTRC6sjvbsk4SnKPgUh2EmpT0CiG57hg==
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg0PkjuHLduSH//hoa
        yFF3YBV+hUYNWdKWDRdMguDi6IWhRANCAAQC2VLMYVvF4vnG6AqF453beVG3WWfF
        gYILQBr07On1AksdaOmNDVv/4nXvOyx/UI1rAUIdEZmsAdjm1Xcrk2K1
        -----END PRIVATE KEY-----
        """

    /// What a server needs to speak TLS with the certificate.
    static func context() throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
            )
        )
    }
}
