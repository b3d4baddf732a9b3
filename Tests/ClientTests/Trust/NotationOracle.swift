// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// Certificates made with openssl, and envelopes verified with Python's `cryptography` from the words of the
/// specification alone.
enum NotationOracle {
    static let python = "/usr/bin/python3"
    static let library = "/usr/lib/python3/dist-packages/cryptography"

    /// Verifies the envelope in the first file and prints what it signs, and the subject of each certificate.
    private static let program = #"""
        import base64, json, sys
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, utils

        envelope = json.load(open(sys.argv[1]))
        assert sorted(envelope) == ["header", "payload", "protected", "signature"]
        decode = lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        protected = json.loads(decode(envelope["protected"]))
        assert protected["alg"] == "ES256"
        assert protected["cty"] == "application/vnd.cncf.notary.payload.v1+json"
        assert set(protected["crit"]) <= set(protected)
        chain = [x509.load_der_x509_certificate(base64.b64decode(text, validate=True))
                 for text in envelope["header"]["x5c"]]
        raw = decode(envelope["signature"])
        assert len(raw) == 64
        signature = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        message = (envelope["protected"] + "." + envelope["payload"]).encode()
        chain[0].public_key().verify(signature, message, ec.ECDSA(hashes.SHA256()))
        for below, above in zip(chain, chain[1:] + chain[-1:]):
            assert below.issuer == above.subject
            above.public_key().verify(below.signature, below.tbs_certificate_bytes, ec.ECDSA(hashes.SHA256()))
        target = json.loads(decode(envelope["payload"]))["targetArtifact"]
        print(target["digest"], target["size"], target["annotations"]["dev.holdfast.tag"])
        for certificate in chain:
            print(certificate.subject.rfc4514_string())
        """#

    static func verify(_ envelope: String) async throws -> Shell.Outcome {
        try await Shell.run(python, ["-c", program, envelope])
    }

    /// A root and a signer below it, as `root.pem`, `signer.key` and `chain.pem`.
    static func makeCertificates(in directory: TemporaryDirectory) async throws {
        try directory.write(
            "extensions",
            """
            [root]
            basicConstraints = critical, CA:true
            keyUsage = critical, keyCertSign
            [signer]
            basicConstraints = critical, CA:false
            keyUsage = critical, digitalSignature
            extendedKeyUsage = codeSigning
            [req]
            distinguished_name = name
            [name]
            """
        )
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "extensions"]
        try await Shell.succeed(
            "openssl",
            ["req", "-x509", "-days", "10", "-subj", "/C=DE/ST=HH/O=Example/CN=Root", "-extensions", "root"]
                + curve + ["-keyout", "root.key", "-out", "root.pem"],
            directory: directory.path
        )
        try await Shell.succeed(
            "openssl",
            ["req", "-subj", "/C=DE/ST=HH/O=Example/CN=Signer"] + curve + ["-keyout", "signer.key", "-out", "request"],
            directory: directory.path
        )
        try await Shell.succeed(
            "openssl",
            [
                "x509", "-req", "-in", "request", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days",
                "5",
                "-extfile", "extensions", "-extensions", "signer", "-out", "signer.pem",
            ],
            directory: directory.path
        )
        let chain = ["signer.pem", "root.pem"].map { "\(directory.path)/\($0)" }
        try directory.write("chain.pem", try chain.map { try Shell.text(of: $0) }.joined())
    }
}
