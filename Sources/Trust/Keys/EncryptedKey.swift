// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
internal import CryptoExtras
internal import OCIModel

/// What stands in an encrypted key file: how its key is derived from a password, and the sealed private key.
///
/// See <https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md>; the form is go-securesystemslib's.
struct EncryptedKey {
    /// The labels of the files, the older last.
    static let labels = [writtenLabel, "ENCRYPTED COSIGN PRIVATE KEY"]
    /// The label that is written.
    static let writtenLabel = "ENCRYPTED SIGSTORE PRIVATE KEY"

    private let cost: ScryptCost
    private let salt: [UInt8]
    private let nonce: [UInt8]
    private let ciphertext: [UInt8]

    /// Reads the JSON of a key file, and refuses whatever is not exactly what clients write.
    init(_ bytes: [UInt8]) throws(KeyError) {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw .damaged("its content is not JSON: \(error)")
        }
        guard json["kdf"]?["name"] == .string("scrypt"), let parameters = json["kdf"]?["params"] else {
            throw .damaged("its key is not derived with scrypt")
        }
        guard case .integer(let rounds)? = parameters["N"], let cost = ScryptCost(rawValue: rounds),
            parameters["r"] == .integer(8), parameters["p"] == .integer(1)
        else { throw .unexpectedCost }
        guard json["cipher"]?["name"] == .string("nacl/secretbox") else {
            throw .damaged("it is not sealed with nacl/secretbox")
        }
        guard let salt = Self.bytes(json["kdf"]?["salt"]), (8...64).contains(salt.count) else {
            throw .damaged("its salt is missing or of the wrong length")
        }
        guard let nonce = Self.bytes(json["cipher"]?["nonce"]), nonce.count == SecretBox.nonceSize else {
            throw .damaged("its nonce is missing or of the wrong length")
        }
        guard let ciphertext = Self.bytes(json["ciphertext"]), ciphertext.count > SecretBox.tagSize else {
            throw .damaged("its ciphertext is missing or too short")
        }
        self.cost = cost
        self.salt = salt
        self.nonce = nonce
        self.ciphertext = ciphertext
    }

    /// Seals a private key under a password, with a salt and a nonce of the system's randomness.
    init(sealing plain: [UInt8], password: [UInt8], cost: ScryptCost) throws {
        var random = SystemRandomNumberGenerator()
        self.cost = cost
        salt = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        nonce = (0..<SecretBox.nonceSize).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let key = try Self.derive(password, salt: salt, cost: cost)
        ciphertext = SecretBox.seal(plain, key: key, nonce: nonce)
    }

    /// The private key, if the password opens it.
    func opened(with password: [UInt8]) throws(KeyError) -> [UInt8] {
        let key: [UInt8]
        do {
            key = try Self.derive(password, salt: salt, cost: cost)
        } catch {
            throw .damaged("no key could be derived from the password")
        }
        guard let plain = SecretBox.open(ciphertext, key: key, nonce: nonce) else { throw .wrongPassword }
        return plain
    }

    /// The JSON of the file.
    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("kdf") { json in
                json.member("name", "scrypt")
                json.member("params") { json in
                    json.member("N", cost.rawValue)
                    json.member("r", Int64(8))
                    json.member("p", Int64(1))
                }
                json.member("salt", Base64.encode(salt))
            }
            json.member("cipher") { json in
                json.member("name", "nacl/secretbox")
                json.member("nonce", Base64.encode(nonce))
            }
            json.member("ciphertext", Base64.encode(ciphertext))
        }
        return json.bytes
    }

    private static func bytes(_ json: JSONValue?) -> [UInt8]? { json?.string.flatMap { Base64.decode($0) } }

    private static func derive(_ password: [UInt8], salt: [UInt8], cost: ScryptCost) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: password,
            salt: salt,
            outputByteCount: 32,
            rounds: Int(cost.rawValue),
            blockSize: 8,
            parallelism: 1
        )
        return key.withUnsafeBytes { Array($0) }
    }
}
