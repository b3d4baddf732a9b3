// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// A Notation signature as it is stored: a JSON Web Signature in its flattened form, taken apart but not yet judged.
///
/// See <https://github.com/notaryproject/specifications/blob/main/specs/signature-envelope-jws.md>. Reading is strict:
/// an unknown or doubled member, another spelling of base64, or a critical header that is not known is refused.
public struct NotationEnvelope: Sendable {
    /// The type of the layer that holds an envelope.
    public static let mediaType = MediaType(rawValue: "application/jose+json")
    /// The most bytes an envelope may have.
    public static let maximumSize = 1 << 20
    /// The most certificates a chain may have.
    public static let maximumChainLength = 10

    /// What the signed header says.
    public let header: NotationHeader
    /// What is signed, as the payload describes it.
    public let subject: Descriptor
    /// The signature itself, as its algorithm writes it.
    public let signature: [UInt8]
    /// The chain as DER, from the signer's certificate to the root.
    public let certificates: [[UInt8]]
    /// Tells whether a timestamp authority's token is there; nothing here judges it.
    public let hasTimestamp: Bool
    /// The program that signed, by its own words.
    public let agent: String?

    /// The bytes that ``signature`` is over.
    let signedBytes: [UInt8]

    /// Reads an envelope.
    ///
    /// - Throws: ``NotationError/envelope(_:)``. Cost is linear in the size.
    public init(parsing bytes: [UInt8]) throws(NotationError) {
        guard bytes.count <= Self.maximumSize else { throw .envelope("it has more than \(Self.maximumSize) bytes") }
        guard let members = try Self.json(bytes, name: "the envelope").object else {
            throw .envelope("it is not a JSON object")
        }
        guard Set(members.keys) == ["payload", "protected", "header", "signature"] else {
            throw .envelope("its members are not exactly payload, protected, header and signature")
        }
        let payload = try Self.text("payload", in: members)
        let protected = try Self.text("protected", in: members)
        self.signature = try Self.text("signature", in: members).bytes
        self.header = try NotationHeader(parsing: protected.bytes)
        self.subject = try Self.subject(of: payload.bytes)
        self.signedBytes = Array("\(protected.text).\(payload.text)".utf8)

        guard let unsigned = members["header"]?.object else { throw .envelope("its header is not a JSON object") }
        self.certificates = try Self.certificates(in: unsigned)
        self.hasTimestamp = unsigned[NotationHeader.prefix + "timestampSignature"] != nil
        self.agent = unsigned[NotationHeader.prefix + "signingAgent"]?.string
    }
}

extension NotationEnvelope {
    static func json(_ bytes: [UInt8], name: String) throws(NotationError) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: bytes)
        } catch {
            throw .envelope("\(name) is not JSON: \(error)")
        }
    }

    private static func text(
        _ name: String,
        in members: [String: JSONValue]
    ) throws(NotationError) -> (text: String, bytes: [UInt8]) {
        guard let text = members[name]?.string, let bytes = Base64URL.decode(text) else {
            throw .envelope("its \(name) is not base64 for URLs without padding")
        }
        return (text, bytes)
    }

    private static func certificates(in header: [String: JSONValue]) throws(NotationError) -> [[UInt8]] {
        guard let list = header["x5c"]?.array, !list.isEmpty else {
            throw .envelope("it carries no certificates (x5c)")
        }
        guard list.count <= maximumChainLength else {
            throw .envelope("it carries more than \(maximumChainLength) certificates")
        }
        var certificates: [[UInt8]] = []
        for element in list {
            guard let text = element.string, let bytes = Base64.decode(text), Base64.encode(bytes) == text else {
                throw .envelope("a certificate in x5c is not base64")
            }
            certificates.append(bytes)
        }
        return certificates
    }

    private static func subject(of payload: [UInt8]) throws(NotationError) -> Descriptor {
        let json = try Self.json(payload, name: "the payload")
        guard let members = json.object, Set(members.keys) == ["targetArtifact"],
            let target = members["targetArtifact"]?.object
        else { throw .envelope("its payload is not an object with targetArtifact alone") }
        guard Set(target.keys).isSubset(of: ["mediaType", "digest", "size", "annotations"]) else {
            throw .envelope("its payload describes the artifact by more than type, digest, size and annotations")
        }
        guard let type = target["mediaType"]?.string, !type.isEmpty, let text = target["digest"]?.string,
            case .integer(let size)? = target["size"], size >= 0
        else { throw .envelope("its payload does not say the artifact's type, digest and size") }
        let digest: Digest
        do throws(DigestError) {
            digest = try Digest(text)
        } catch {
            throw .envelope("its payload names no digest: \(error)")
        }
        var annotations: [String: String] = [:]
        if let value = target["annotations"] {
            guard let object = value.object else { throw .envelope("its payload's annotations are not an object") }
            for (key, value) in object {
                guard let text = value.string else { throw .envelope("an annotation in its payload is not text") }
                annotations[key] = text
            }
        }
        return Descriptor(
            mediaType: MediaType(rawValue: type),
            digest: digest,
            size: size,
            annotations: annotations
        )
    }
}
