// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The payload of a simple signature: which digest is signed, under which name.
///
/// See <https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md>.
public struct SimpleSigningPayload: Sendable {
    /// The most bytes of a payload.
    public static let maximumSize = 64 * 1024

    static let type = "cosign container image signature"
    /// The member of `optional`, and the annotation of a subject, that names the tag.
    static let tagKey = "dev.holdfast.tag"

    let digest: Digest
    let reference: SignedReference?

    /// Reads a payload as the signature it carries is counted here.
    ///
    /// What both cosign and containers/image take is taken. A member of `critical` that is not known is refused, since
    /// it may change what was signed; so is a key that appears twice, since two readers may see different payloads.
    ///
    /// - Throws: ``SignatureError``.
    init(_ bytes: [UInt8]) throws(SignatureError) {
        let json = try Self.json(bytes)
        guard let critical = json["critical"]?.object,
            critical.keys.allSatisfy(["identity", "image", "type"].contains)
        else { throw .payload("its critical part is missing, or has members that are not known") }
        guard critical["type"] == .string(Self.type) else { throw .payload("its type is not \(Self.type)") }
        guard let dockerReference = critical["identity"]?["docker-reference"]?.string,
            critical["identity"]?.object?.count == 1
        else { throw .payload("it names no docker-reference") }
        guard let text = critical["image"]?["docker-manifest-digest"]?.string, critical["image"]?.object?.count == 1
        else { throw .payload("it names no docker-manifest-digest") }
        do throws(DigestError) {
            digest = try Digest(text)
        } catch {
            throw .payload("its digest is not valid: \(error)")
        }
        let named = SignedReference(dockerReference: dockerReference, signed: digest)
        reference = named.map { $0.settled(with: json["optional"]?[Self.tagKey]?.string) }
    }

    static func json(_ bytes: [UInt8]) throws(SignatureError) -> JSONValue {
        guard bytes.count <= maximumSize else { throw .payload("it is longer than 64 KiB") }
        do throws(JSONError) {
            return try JSONValue(parsing: bytes)
        } catch {
            throw .payload("it is not JSON: \(error)")
        }
    }
}

extension SignedReference {
    /// The reference with the tag that is said elsewhere in the same signed content.
    ///
    /// Two tags that differ leave none: who contradicts himself has not said which one. Nor has who names what is no tag.
    func settled(with other: String?) -> SignedReference {
        guard let other else { return self }
        // Losing the error is right: why it is no tag does not matter.
        guard (try? Tag(other)) != nil else { return tagged(nil) }
        guard let tag else { return tagged(other) }
        return tag == other ? self : tagged(nil)
    }
}
