// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// A file of metadata: what is signed, and by whom it says it is; nothing is verified yet.
struct ContentTrustMetadata {
    /// The most signatures of a file.
    private static let mostSignatures = 100

    struct Signature {
        let key: String
        let method: String
        let bytes: [UInt8]
    }

    let file: ContentTrustFile
    let signed: JSONValue
    let version: Int64
    let expires: Timestamp
    /// The hash of the whole file.
    let digest: Digest
    let length: Int
    private let signedBytes: [UInt8]
    private let signatures: [Signature]

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - file: Which it is to be; its type and version must fit.
    /// - Throws: ``ContentTrustError`` when it is not.
    init(_ bytes: [UInt8], of file: ContentTrustFile) throws(ContentTrustError) {
        guard bytes.count <= ContentTrustFile.maximumSize else {
            throw ContentTrustError(.malformed, "\(file.path) is larger than \(ContentTrustFile.maximumSize) bytes")
        }
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw ContentTrustError(.malformed, "\(file.path) is not JSON: \(error)")
        }
        guard let signed = json["signed"], let list = json["signatures"]?.array, list.count <= Self.mostSignatures,
            let signedBytes = CanonicalJSON.bytes(of: signed)
        else { throw ContentTrustError(.malformed, "\(file.path) is no signed metadata") }
        guard signed["_type"]?.string?.lowercased() == String(file.role.prefix { $0 != "/" }) else {
            throw ContentTrustError(.invalid, "\(file.path) holds metadata of another kind")
        }
        guard case .integer(let version)? = signed["version"], version >= 0 else {
            throw ContentTrustError(.malformed, "\(file.path) has no version")
        }
        guard file.version == nil || file.version == version else {
            throw ContentTrustError(.invalid, "\(file.path) holds version \(version)")
        }
        guard let expires = signed["expires"]?.string.flatMap({ Timestamp($0) }) else {
            throw ContentTrustError(.malformed, "\(file.path) does not say when it expires")
        }
        self.file = file
        self.signed = signed
        self.signedBytes = signedBytes
        self.version = version
        self.expires = expires
        self.digest = Digest(sha256Of: bytes)
        self.length = bytes.count
        self.signatures = list.compactMap { element in
            guard let key = element["keyid"]?.string, let method = element["method"]?.string,
                let bytes = element["sig"]?.string.flatMap({ Base64.decode($0) })
            else { return nil }
            return Signature(key: key, method: method, bytes: bytes)
        }
    }

    /// The keys of a role that signed this, each once.
    func signers(among keys: [ContentTrustKey]) -> [ContentTrustKey] {
        keys.filter { key in
            signatures.contains {
                $0.key == key.id && key.verifies($0.bytes, method: $0.method, over: signedBytes)
            }
        }
    }

    /// The keys of a role that signed this, when they are as many as the role demands; else nil.
    func signers(of role: ContentTrustRole) -> [ContentTrustKey]? {
        let signers = signers(among: role.keys)
        return signers.count >= role.threshold ? signers : nil
    }
}
