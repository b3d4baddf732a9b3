// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// A Sigstore bundle of version 0.3 with a signed statement.
///
/// See <https://docs.sigstore.dev/about/bundle/>. A bundle that signs raw bytes speaks of no image and is not read.
struct SigstoreBundle {
    /// The most bytes of a bundle.
    static let maximumSize = 1024 * 1024
    static let mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json"
    /// The spellings of the version.
    static let mediaTypes: Set<String> = [mediaType, "application/vnd.dev.sigstore.bundle+json;version=0.3"]

    let envelope: DSSEEnvelope

    /// Reads a bundle; members that are not known are refused, as cosign skips such bundles.
    init(_ bytes: [UInt8]) throws(SignatureError) {
        guard bytes.count <= Self.maximumSize else { throw .bundle("it is longer than 1 MiB") }
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw .bundle("it is not JSON: \(error)")
        }
        guard let members = json.object,
            members.keys.allSatisfy(["mediaType", "verificationMaterial", "dsseEnvelope"].contains)
        else { throw .bundle("it has members that are not known, or signs raw bytes") }
        guard let mediaType = members["mediaType"]?.string, Self.mediaTypes.contains(mediaType) else {
            throw .bundle("it is not of version 0.3")
        }
        let known: Set = [
            "publicKey", "certificate", "x509CertificateChain", "tlogEntries", "timestampVerificationData",
        ]
        guard let material = members["verificationMaterial"]?.object, material.keys.allSatisfy(known.contains) else {
            throw .bundle("its verification material is missing, or has members that are not known")
        }
        guard let envelope = members["dsseEnvelope"] else { throw .bundle("it has no signed statement") }
        self.envelope = try DSSEEnvelope(json: envelope)
    }

    /// Writes the bundle of an envelope; it has no keyid, since verifiers disagree on what that is.
    static func bytes(of envelope: DSSEEnvelope, by key: VerificationKey) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("mediaType", mediaType)
            json.member("verificationMaterial") { json in
                json.member("publicKey") { $0.member("hint", key.hint) }
            }
            json.member("dsseEnvelope") { json in
                json.member("payload", Base64.encode(envelope.payload))
                json.member("payloadType", envelope.payloadType)
                json.member("signatures", [envelope.signature]) { $0.member("sig", Base64.encode($1)) }
            }
        }
        return json.bytes
    }
}
