// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What one signature is worth for a digest under a tag.
public struct SignatureVerdict: Hashable, Sendable {
    /// What a signature comes to.
    public enum Outcome: Hashable, Sendable {
        /// It names the digest, the repository and the tag.
        case tagBound
        /// It names the digest, and no tag.
        case digestOnly
        /// It names the digest in this repository, under another tag.
        case otherTag(String)
        /// It names the digest in another repository or registry.
        case otherRepository(String)
        /// It is about other content.
        case otherDigest(Digest)
        /// Its key was revoked before the log had it.
        case revoked(since: Int64)
        /// Its key was retired before the log had it.
        case retired(since: Int64)
        /// It was made by no key that is trusted here, or is damaged.
        case unknownKey
        /// It says something about its subject, and does not sign it.
        case notASignature(predicateType: String)
    }

    /// The signature.
    public let signature: FoundSignature
    /// The index at which the log first had it.
    public let firstSeen: Int64?
    /// The names of the trusted keys that made it, in order; several when one key has several names.
    public let keys: [String]
    /// The fingerprint of the key.
    public let fingerprint: Digest?
    /// What it comes to.
    public let outcome: Outcome

    /// Tells whether it counts for a requirement with a binding.
    public func counts(for binding: TrustRequirement.Binding) -> Bool {
        switch outcome {
        case .tagBound: true
        case .digestOnly, .otherTag, .otherRepository: binding == .digest
        case .otherDigest, .revoked, .retired, .unknownKey, .notASignature: false
        }
    }
}

extension SignatureVerdict: CustomStringConvertible {
    /// The verdict as a part of a sentence, such as `one by release for the digest alone`.
    public var description: String {
        let maker = keys.isEmpty ? "" : " by \(keys.joined(separator: " and "))"
        return switch outcome {
        case .tagBound: "one\(maker) for this tag"
        case .digestOnly: "one\(maker) for the digest alone"
        case .otherTag(let tag): "one\(maker) for the tag \(Self.shown(tag))"
        case .otherRepository(let name): "one\(maker) for \(Self.shown(name))"
        case .otherDigest(let digest): "one\(maker) for other content, \(digest.short)"
        case .revoked(let index):
            "one\(maker) that \(logged), while the key was revoked at entry \(index)"
        case .retired(let index):
            "one\(maker) that \(logged), while the key was retired at entry \(index)"
        case .unknownKey where signature.format == .notation: "one by Notation, which certificates decide about"
        case .unknownKey: "one by a key that is not known here"
        case .notASignature(let type): "a statement\(maker) of type \(Self.shown(type)), which is no signature"
        }
    }

    /// Foreign text, short enough for a message and harmless in it.
    private static func shown(_ text: String) -> String {
        VisibleText.line(String(decoding: text.utf8.prefix(256), as: UTF8.self))
    }

    private var logged: String { firstSeen.map { "the log has since entry \($0)" } ?? "the log does not have" }
}
