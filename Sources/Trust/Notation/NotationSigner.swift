// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
public import OCIModel
internal import X509

/// Makes Notation signatures with a P-256 key and the certificates that stand above it (ES256).
public struct NotationSigner: Sendable {
    private let key: SigningKey
    /// The signer's certificate and those above it.
    public let chain: NotationChain

    /// Creates a signer.
    ///
    /// - Parameters:
    ///   - key: The private key of the first certificate.
    ///   - pem: The certificates as PEM: the signer's first, its root last; or one that signed itself.
    /// - Throws: ``NotationError`` when the chain breaks a rule of Notation, or the key is another.
    public init(key: SigningKey, chain pem: String) throws(NotationError) {
        let chain = try NotationChain(pem: pem)
        guard let certified = P256.Signing.PublicKey(chain.leaf.certificate.publicKey) else {
            throw .key("the key of \(chain.leaf.subject) is not on the curve P-256, the one that is signed with here")
        }
        guard VerificationKey(certified) == key.verificationKey else {
            throw .key(
                "the key is not the one that \(chain.leaf.subject) was issued for; the signer's certificate is first"
            )
        }
        self.key = key
        self.chain = chain
    }

    /// Signs what a descriptor describes.
    ///
    /// - Parameters:
    ///   - subject: The manifest or index; its own annotations are not signed.
    ///   - tag: The tag that is signed with it, in the annotation ``NotationSignature/tagAnnotation``.
    ///   - scope: Host and repository, which are signed with the tag, in ``NotationSignature/referenceAnnotation``.
    ///   - time: The moment, of which whole seconds are written.
    ///   - expiry: The moment after which nobody shall take the signature.
    /// - Returns: What is to be pushed.
    /// - Throws: ``NotationError/key(_:)`` when a certificate is not valid at that time or the expiry has passed then.
    public func sign(
        _ subject: Descriptor,
        tag: Tag? = nil,
        in scope: String? = nil,
        at time: Timestamp,
        expiry: Timestamp? = nil
    ) throws -> NotationPublication {
        if let invalid = chain.invalid(at: time) {
            throw NotationError.key("\(invalid.subject) is valid from \(invalid.notBefore) to \(invalid.notAfter)")
        }
        if let expiry, expiry.seconds <= time.seconds {
            throw NotationError.key("the signature would expire before it is made; give a later expiry")
        }
        let payload = Base64URL.encode(Self.payload(subject, tag: tag, scope: scope))
        let protected = Base64URL.encode(Self.header(time: time, expiry: expiry))
        let signature = try P256.Signing.ECDSASignature(
            derRepresentation: try key.sign(Array("\(protected).\(payload)".utf8))
        )
        var json = JSONWriter()
        json.object { json in
            json.member("payload", payload)
            json.member("protected", protected)
            json.member("header") { json in
                json.member("x5c", texts: chain.certificates.map { Base64.encode($0.bytes) })
                json.member(NotationHeader.prefix + "signingAgent", "holdfast")
            }
            json.member("signature", Base64URL.encode(Array(signature.rawRepresentation)))
        }
        return NotationPublication(envelope: json.bytes, subject: subject, chain: chain, at: time)
    }
}

extension NotationSigner {
    private static func payload(_ subject: Descriptor, tag: Tag?, scope: String?) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("targetArtifact") { json in
                json.member("mediaType", subject.mediaType.rawValue)
                json.member("digest", subject.digest.rawValue)
                json.member("size", subject.size)
                if let tag {
                    json.member("annotations") { json in
                        if let scope { json.member(NotationSignature.referenceAnnotation, "\(scope):\(tag)") }
                        json.member(NotationSignature.tagAnnotation, tag.rawValue)
                    }
                }
            }
        }
        return json.bytes
    }

    private static func header(time: Timestamp, expiry: Timestamp?) -> [UInt8] {
        let prefix = NotationHeader.prefix
        var json = JSONWriter()
        json.object { json in
            json.member("alg", NotationAlgorithm.ellipticCurve256.rawValue)
            json.member("crit", texts: [prefix + "signingScheme"] + (expiry == nil ? [] : [prefix + "expiry"]))
            json.member("cty", NotationHeader.payloadType)
            if let expiry { json.member(prefix + "expiry", expiry.wholeSeconds) }
            json.member(prefix + "signingScheme", NotationHeader.Scheme.signer.rawValue)
            json.member(prefix + "signingTime", time.wholeSeconds)
        }
        return json.bytes
    }
}

extension Timestamp {
    /// The moment as RFC 3339 in UTC without a fraction, as Notation writes times.
    var wholeSeconds: String { rfc3339.prefix(19) + "Z" }
}
