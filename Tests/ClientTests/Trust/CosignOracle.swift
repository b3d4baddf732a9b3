// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// Key files and envelopes read and written by programs of another make: Python with `cryptography`, PyNaCl and
/// `securesystemslib`, from the words of the specifications alone.
enum CosignOracle {
    static let python = "/usr/bin/python3"
    static let libraries = [
        "/usr/lib/python3/dist-packages/cryptography", "/usr/lib/python3/dist-packages/nacl",
        "/usr/lib/python3/dist-packages/securesystemslib",
    ]

    /// `open FILE PASSWORD` prints the public half of a key file, `seal FILE PASSWORD N LABEL` makes one and prints the
    /// public half, `bundle FILE KEY` verifies a bundle and prints the digest it is about.
    private static let program = #"""
        import base64, hashlib, json, os, sys
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from nacl.secret import SecretBox
        from securesystemslib.signer import Signature, SSlibKey

        def derive(password, salt, cost):
            return hashlib.scrypt(password, salt=salt, n=cost, r=8, p=1, dklen=32, maxmem=256 * 1024 * 1024)

        def public(key):
            return key.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()

        def open_key(path, password):
            lines = open(path).read().split("\n")
            assert lines[0] == "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----" and lines[-1] == ""
            file = json.loads(base64.b64decode("".join(lines[1:-2]), validate=True))
            assert file["kdf"]["name"] == "scrypt" and file["cipher"]["name"] == "nacl/secretbox"
            assert file["kdf"]["params"]["r"] == 8 and file["kdf"]["params"]["p"] == 1
            salt, nonce, box = [base64.b64decode(text, validate=True) for text in
                                (file["kdf"]["salt"], file["cipher"]["nonce"], file["ciphertext"])]
            assert len(salt) == 32 and len(nonce) == 24
            key = derive(password, salt, file["kdf"]["params"]["N"])
            plain = SecretBox(key).decrypt(box, nonce)
            print(file["kdf"]["params"]["N"])
            print(public(serialization.load_der_private_key(plain, None)), end="")

        def seal_key(path, password, cost, label):
            key = ec.generate_private_key(ec.SECP256R1())
            plain = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
                                      serialization.NoEncryption())
            salt, nonce = os.urandom(32), os.urandom(24)
            box = SecretBox(derive(password, salt, cost)).encrypt(plain, nonce).ciphertext
            text = lambda data: base64.b64encode(data).decode()
            file = {"kdf": {"name": "scrypt", "params": {"N": cost, "r": 8, "p": 1}, "salt": text(salt)},
                    "cipher": {"name": "nacl/secretbox", "nonce": text(nonce)}, "ciphertext": text(box)}
            with open(path, "w") as out:
                out.write("-----BEGIN %s-----\n" % label)
                out.write(base64.encodebytes(json.dumps(file).encode()).decode())
                out.write("-----END %s-----\n" % label)
            print(public(key), end="")

        def verify_bundle(path, key):
            bundle = json.load(open(path))
            envelope = bundle["dsseEnvelope"]
            signature, = envelope["signatures"]
            assert list(signature) == ["sig"]
            kind, body = envelope["payloadType"].encode(), base64.b64decode(envelope["payload"], validate=True)
            message = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body)
            keyid = hashlib.sha256(open(key, "rb").read()).hexdigest()
            verifier = SSlibKey(keyid, "ecdsa", "ecdsa-sha2-nistp256", {"public": open(key).read()})
            der = base64.b64decode(signature["sig"], validate=True)
            verifier.verify_signature(Signature(keyid, der.hex()), message)
            print(json.loads(body)["subject"][0]["digest"]["sha256"])

        command, arguments = sys.argv[1], sys.argv[2:]
        if command == "open":
            open_key(arguments[0], arguments[1].encode())
        elif command == "seal":
            seal_key(arguments[0], arguments[1].encode(), int(arguments[2]), arguments[3])
        else:
            verify_bundle(arguments[0], arguments[1])
        """#

    static func run(_ arguments: String...) async throws -> Shell.Outcome {
        try await Shell.run(python, ["-c", program] + arguments)
    }
}
