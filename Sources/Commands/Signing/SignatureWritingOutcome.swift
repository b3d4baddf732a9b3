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

    /// How the tag stands to what was signed, at the end.
    enum Standing: Equatable, Sendable {
        /// It means it; or no tag was named.
        case served
        /// It goes on waiting to mean it, for other signatures.
        case waiting
        /// It waits to mean it, for a person to decide.
        case held
        /// It moved meanwhile: what it means now; nil: nothing.
        case moved(to: Digest?)
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
    /// How the tag stands at the end.
    var standing = Standing.served

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
        switch standing {
        case .served: return signed
        case .waiting:
            return "\(signed)\nIt is not served under the tag yet: `holdfast holds list` tells what it waits for."
        case .held:
            return "\(signed)\nThe tag does not mean it yet: a person decides now. "
                + "`holdfast holds show \(image.withoutDigest)` shows the hold."
        case .moved(let digest):
            let now = digest.map { "means \($0) now" } ?? "is gone now"
            return "\(signed)\nMeanwhile the tag moved: it \(now). "
                + "The signatures are of \(self.digest), which it meant before."
        }
    }

    /// Whether the tag means something else than what was signed, and is not about to mean it.
    var isMoved: Bool {
        guard case .moved = standing else { return false }
        return true
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
            json.member("moved", isMoved)
            json.member("waiting", standing == .waiting || standing == .held)
        }
        return json.bytes
    }
}

extension Reference {
    /// The reference by its tag alone, as holds are named.
    fileprivate var withoutDigest: Reference { Reference(host: host, repository: repository, tag: tag) }
}
