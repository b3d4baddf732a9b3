// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Trust

/// What a signing came to.
struct SignatureWritingOutcome: Sendable {
    /// A manifest that was written.
    struct Written: Sendable {
        let artifact: Digest
        let subject: Digest
        let tag: Tag?
        let format: String

        init(_ published: SignaturePublication.PublishedManifest, tag: Tag?) {
            self.init(
                artifact: published.digest,
                subject: published.subject,
                tag: tag,
                format: tag == nil ? "bundle" : "simple-signing"
            )
        }

        init(artifact: Digest, subject: Digest, tag: Tag?, format: String) {
            self.artifact = artifact
            self.subject = subject
            self.tag = tag
            self.format = format
        }
    }

    /// The image, as it was named.
    let image: Reference
    /// What was signed.
    let digest: Digest
    /// What the signatures call it.
    let identity: SignedReference
    /// The key.
    let key: Digest
    /// How many manifests of an index were signed along.
    var manifests = 0
    /// What was written.
    var written: [Written] = []
    /// What the tag means at the end, when that is not what was signed; nil in it: nothing.
    var movedTo: Digest??
    /// Whether the tag goes on waiting to mean what was signed.
    var isWaiting = false

    init(image: Reference, digest: Digest, signer: SignatureWriting.Signer) {
        self.image = image
        self.digest = digest
        self.identity = signer.identity
        self.key = signer.key.verificationKey.fingerprint
    }

    /// The line for people and for scripts: what was signed, with its digest.
    var text: String {
        var signed = image
        signed.digest = digest
        return VisibleText.line(signed.description)
    }

    /// What else there is to say.
    var summary: String {
        let others = manifests == 0 ? "" : " and \(Quantity.count(manifests, "manifest")) that it lists"
        let name = identity.tag == nil ? "for any tag of \(identity)" : "as \(identity)"
        let signed = "Signed \(name) with the key \(key): the image\(others)."
        if isWaiting {
            return "\(signed)\nIt is not served under the tag yet: `holdfast holds list` tells what it waits for."
        }
        guard let movedTo else { return signed }
        let now = movedTo.map { "means \($0) now" } ?? "is gone now"
        return "\(signed)\nMeanwhile the tag moved: it \(now). The signatures are of \(digest), which it meant before."
    }

    /// The document `holdfast.sign/1`.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.sign/1")
            json.member("reference", image.description)
            json.member("digest", digest.rawValue)
            json.member("identity", identity.description)
            json.member("bind", identity.tag == nil ? "digest" : "tag")
            json.member("key", key.rawValue)
            json.member("signatures", written) { json, written in
                json.member("format", written.format)
                json.member("subject", written.subject.rawValue)
                json.member("artifact", written.artifact.rawValue)
                json.member("tag", written.tag?.rawValue)
            }
            json.member("moved", movedTo != nil)
            json.member("waiting", isWaiting)
        }
        return json.bytes
    }
}
