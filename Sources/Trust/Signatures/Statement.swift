// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// An in-toto statement: what is said about which digest.
///
/// See <https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md>.
struct Statement {
    static let type = "https://in-toto.io/Statement/v1"
    /// The most subjects of a statement that are looked at.
    static let maximumSubjects = 1_000

    let predicateType: String
    let subject: Digest
    let reference: SignedReference?

    /// Reads a statement; members that are not known are refused, as cosign refuses them.
    ///
    /// - Parameters:
    ///   - bytes: The payload of the envelope.
    ///   - expected: The digest that the artifact hangs on; of several subjects it is the one that counts.
    /// - Throws: ``SignatureError``.
    init(_ bytes: [UInt8], expecting expected: Digest?) throws(SignatureError) {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw .statement("it is not JSON: \(error)")
        }
        guard let members = json.object,
            members.keys.allSatisfy(["_type", "subject", "predicateType", "predicate"].contains)
        else { throw .statement("it has members that are not known") }
        guard members["_type"] == .string(Self.type) else { throw .statement("its type is not \(Self.type)") }
        guard let predicateType = members["predicateType"]?.string, !predicateType.isEmpty,
            predicateType.utf8.count <= 1_024
        else { throw .statement("it names no type of predicate") }
        guard let subjects = members["subject"]?.array, (1...Self.maximumSubjects).contains(subjects.count) else {
            throw .statement("it has no subjects, or more than \(Self.maximumSubjects)")
        }
        var chosen: (json: JSONValue, digest: Digest)?
        for subject in subjects {
            let digests = try Self.digests(of: subject)
            if let expected, digests.contains(expected) {
                chosen = (subject, expected)
                break
            }
            if chosen == nil, let first = digests.first { chosen = (subject, first) }
        }
        guard let chosen else { throw .statement("none of its subjects has a digest that is known here") }
        self.predicateType = predicateType
        subject = chosen.digest
        reference = Self.reference(
            of: chosen.json,
            digest: chosen.digest,
            release: predicateType == FoundSignature.releasePredicate ? json["predicate"] : nil
        )
    }

    private static func digests(of subject: JSONValue) throws(SignatureError) -> [Digest] {
        let known: Set = ["name", "uri", "digest", "content", "downloadLocation", "mediaType", "annotations"]
        guard let members = subject.object, members.keys.allSatisfy(known.contains) else {
            throw .statement("a subject has members that are not known")
        }
        return Digest.Algorithm.allCases.compactMap { algorithm in
            // Losing the error is right: a digest that is not one is none of the subject's.
            members["digest"]?[algorithm.rawValue]?.string.flatMap { try? Digest("\(algorithm.rawValue):\($0)") }
        }
    }

    /// The name of a subject with its tag; whatever contradicts itself leaves the tag out.
    private static func reference(of subject: JSONValue, digest: Digest, release: JSONValue?) -> SignedReference? {
        let tag = subject["annotations"]?[SimpleSigningPayload.tagKey]?.string
        let name = subject["name"]?.string
        let named = name.flatMap { $0.contains("/") ? SignedReference(dockerReference: $0, signed: digest) : nil }?
            .settled(with: tag)
        guard let release else { return named }
        guard let text = release["purl"]?.string, let released = PackageURL(text), released.digest == digest else {
            return named?.tagged(nil)
        }
        guard let named else { return name == nil ? released.reference.settled(with: tag) : nil }
        guard named.repository == released.reference.repository, named.authority == released.reference.authority else {
            return released.reference.tagged(nil)
        }
        return released.reference.settled(with: named.tag)
    }

    /// Writes a statement about one image under a tag.
    static func bytes(
        predicateType: String,
        name: String,
        digest: Digest,
        tag: Tag?,
        annotations: [String: String] = [:],
        predicate: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("_type", type)
            json.member("subject", [digest]) { json, digest in
                json.member("name", name)
                json.member("digest") { $0.member(digest.algorithm.rawValue, digest.hex) }
                let bound = tag.map { [SimpleSigningPayload.tagKey: $0.rawValue] } ?? [:]
                let others = annotations.filter { $0.key != SimpleSigningPayload.tagKey }
                let all = others.merging(bound) { $1 }
                if !all.isEmpty { json.member("annotations", sorted: all) }
            }
            json.member("predicateType", predicateType)
            json.member("predicate", object: predicate)
        }
        return json.bytes
    }
}
