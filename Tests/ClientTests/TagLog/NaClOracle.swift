// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import TagLog

/// Notes read and written by a program of another make: Python with PyNaCl, from the words of the specification alone.
enum NaClOracle {
    static let python = "/usr/bin/python3"
    static let library = "/usr/lib/python3/dist-packages/nacl"

    /// `verify KEY...` reads a note and names the keys whose signatures fit, `sign NAME SEED TIME` adds signatures to a
    /// text: that of a log when the time is 0, else that of a witness; `keys` tells the keys of a name and a seed.
    static let program = #"""
        import base64, hashlib, struct, sys
        from nacl.exceptions import BadSignatureError
        from nacl.signing import SigningKey, VerifyKey

        def key_id(name, kind, public):
            return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]

        def vkey(name, kind, public):
            return "%s+%s+%s" % (name, key_id(name, kind, public).hex(),
                                 base64.b64encode(bytes([kind]) + public).decode())

        def cosigned(time, text):
            return b"cosignature/v1\ntime %d\n" % time + text

        def verify(keys):
            text, lines = sys.stdin.buffer.read().rsplit(b"\n\n", 1)
            text += b"\n"
            for line in lines.decode().splitlines():
                dash, name, payload = line.split(" ")
                assert dash == "\u2014"
                payload = base64.b64decode(payload, validate=True)
                for key in keys:
                    owner, identifier, encoded = key.split("+", 2)
                    encoded = base64.b64decode(encoded, validate=True)
                    kind, public = encoded[0], encoded[1:]
                    assert bytes.fromhex(identifier) == key_id(owner, kind, public)
                    if owner != name or bytes.fromhex(identifier) != payload[:4]:
                        continue
                    signature, message = payload[4:], text
                    if kind == 4:
                        time = struct.unpack(">Q", signature[:8])[0]
                        signature, message = signature[8:], cosigned(time, text)
                    try:
                        VerifyKey(public).verify(message, signature)
                    except BadSignatureError:
                        print("bad", name)
                        sys.exit(1)
                    print("good", name, time if kind == 4 else 0)

        def sign(name, seed, time):
            text = sys.stdin.buffer.read()
            key = SigningKey(bytes.fromhex(seed))
            public = bytes(key.verify_key)
            if time:
                payload = struct.pack(">Q", time) + key.sign(cosigned(time, text)).signature
            else:
                payload = key.sign(text).signature
            payload = key_id(name, 4 if time else 1, public) + payload
            print("\u2014 %s %s" % (name, base64.b64encode(payload).decode()))

        if sys.argv[1] == "verify":
            verify(sys.argv[2:])
        elif sys.argv[1] == "sign":
            sign(sys.argv[2], sys.argv[3], int(sys.argv[4]))
        else:
            public = bytes(SigningKey(bytes.fromhex(sys.argv[3])).verify_key)
            print(vkey(sys.argv[2], 1, public))
            print(vkey(sys.argv[2], 4, public))
        """#

    static func run(_ arguments: [String], input: [UInt8] = []) async throws -> Shell.Outcome {
        try await Shell.run(
            python,
            ["-c", program] + arguments,
            environment: ["PYTHONIOENCODING": "utf-8"],
            input: String(decoding: input, as: UTF8.self)
        )
    }
}
