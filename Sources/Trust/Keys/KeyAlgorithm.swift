// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import SwiftASN1

/// What a SubjectPublicKeyInfo or a PKCS#8 document says about the kind of its key.
enum KeyAlgorithm {
    case p256
    case other(String)

    /// Reads the algorithm of a SubjectPublicKeyInfo (RFC 5280 section 4.1).
    static func ofPublicKey(_ der: [UInt8]) throws(KeyError) -> KeyAlgorithm {
        guard let algorithm = children(of: der)?.first, let kind = named(algorithm) else {
            throw .damaged("it is not a SubjectPublicKeyInfo")
        }
        return kind
    }

    /// Reads the algorithm of an unencrypted PKCS#8 document (RFC 5958 section 2).
    static func ofPrivateKey(_ der: [UInt8]) throws(KeyError) -> KeyAlgorithm {
        guard let parts = children(of: der), parts.count >= 3, let kind = named(parts[1]) else {
            throw .damaged("it is not PKCS#8")
        }
        return kind
    }

    private static func children(of der: [UInt8]) -> [ASN1Node]? {
        // Losing the error is right: the callers say what the bytes are not.
        guard let root = try? DER.parse(der) else { return nil }
        return children(of: root)
    }

    private static func children(of node: ASN1Node) -> [ASN1Node]? {
        guard node.identifier == .sequence, case .constructed(let nodes) = node.content else { return nil }
        return Array(nodes.prefix(8))
    }

    private static func named(_ algorithm: ASN1Node) -> KeyAlgorithm? {
        guard let parts = children(of: algorithm), let first = parts.first, let kind = identifier(first) else {
            return nil
        }
        switch kind {
        case [1, 2, 840, 113_549, 1, 1, 1]: return .other("an RSA key")
        case [1, 3, 101, 112]: return .other("an Ed25519 key")
        case [1, 3, 101, 113]: return .other("an Ed448 key")
        case [1, 2, 840, 10045, 2, 1]: return parts.dropFirst().first.map(curve)
        default: return .other("a key of an unknown kind")
        }
    }

    private static func curve(_ parameters: ASN1Node) -> KeyAlgorithm {
        switch identifier(parameters) {
        case [1, 2, 840, 10045, 3, 1, 7]?: .p256
        case [1, 3, 132, 0, 34]?: .other("a P-384 key")
        case [1, 3, 132, 0, 35]?: .other("a P-521 key")
        case [1, 3, 132, 0, 10]?: .other("a secp256k1 key")
        default: .other("an elliptic-curve key on another curve")
        }
    }

    private static func identifier(_ node: ASN1Node) -> ASN1ObjectIdentifier? {
        // Losing the error is right: what is no identifier names no algorithm.
        try? ASN1ObjectIdentifier(derEncoded: node)
    }
}
