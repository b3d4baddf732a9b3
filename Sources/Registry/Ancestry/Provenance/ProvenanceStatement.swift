// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// What a builder recorded: the images that it made, and those that it made them with.
///
/// An in-toto statement with SLSA provenance of version 0.2 or 1, plain or in a DSSE envelope, whose signatures are not
/// looked at: whoever may push may say anything. See <https://slsa.dev/spec/v1.0/provenance>.
struct ProvenanceStatement: Sendable {
    /// The images that the statement is about.
    let subjects: Set<Digest>
    /// The images that they were built with, each once.
    let bases: [NamedBase]

    /// The most bytes of a statement, or of the envelope around it.
    static let maximumSize = 4 * 1024 * 1024
    /// The most subjects that are read; builders name one image under a few names.
    private static let maximumSubjects = 1_000
    /// The most materials that are read; a build with thousands of packages lists them too.
    private static let maximumMaterials = 1_000

    /// Reads a statement; `bytes` has at most ``maximumSize`` bytes.
    init(_ bytes: [UInt8], _ form: Form) throws(ProvenanceError) {
        let statement =
            switch form {
            case .plain: try Self.json(bytes)
            case .envelope: try Self.json(Self.payload(of: try Self.json(bytes)))
            }
        guard let type = statement["_type"]?.string, type.hasPrefix("https://in-toto.io/Statement/") else {
            throw .noStatement
        }
        let materials = try Self.materials(statement["predicateType"]?.string ?? "", statement["predicate"] ?? .null)
        self.subjects = Set((statement["subject"]?.array ?? []).prefix(Self.maximumSubjects).flatMap(Self.digests))
        var seen: Set<Digest> = []
        self.bases = materials.prefix(Self.maximumMaterials).compactMap(Self.base).filter { base in
            base.digest.map { seen.insert($0).inserted } ?? false
        }
    }

    /// How a statement lies in a layer.
    enum Form: Sendable {
        case plain
        case envelope

        /// The form of a layer's type; nil when it holds no statement.
        init?(_ type: MediaType) {
            switch type.rawValue {
            case "application/vnd.in-toto+json": self = .plain
            case "application/vnd.dsse.envelope.v1+json": self = .envelope
            default: return nil
            }
        }
    }
}

// MARK: Parts

extension ProvenanceStatement {
    private static func json(_ bytes: [UInt8]) throws(ProvenanceError) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: bytes)
        } catch {
            throw .notJSON(error)
        }
    }

    private static func payload(of envelope: JSONValue) throws(ProvenanceError) -> [UInt8] {
        guard envelope["payloadType"]?.string == "application/vnd.in-toto+json" else { throw .noStatement }
        guard let payload = envelope["payload"]?.string, let bytes = Base64.decode(payload) else {
            throw .noPayload
        }
        return bytes
    }

    private static func materials(_ type: String, _ predicate: JSONValue) throws(ProvenanceError) -> [JSONValue] {
        if type.hasPrefix("https://slsa.dev/provenance/v0.") { return predicate["materials"]?.array ?? [] }
        if type.hasPrefix("https://slsa.dev/provenance/v1") {
            return predicate["buildDefinition"]?["resolvedDependencies"]?.array ?? []
        }
        throw .otherPredicate
    }

    /// The digests of a subject or a material: one a hash function.
    private static func digests(_ value: JSONValue) -> [Digest] {
        Digest.Algorithm.allCases.compactMap { algorithm in
            guard let hex = value["digest"]?[algorithm.rawValue]?.string else { return nil }
            // What is no digest names nothing that could be looked up.
            return try? Digest("\(algorithm.rawValue):\(hex)")
        }
    }

    private static func base(_ material: JSONValue) -> NamedBase? {
        guard let image = PackageURL(image: material["uri"]?.string ?? "") else { return nil }
        guard let digest = digests(material).first ?? image.digest else { return nil }
        return NamedBase(name: image.name, digest: digest)
    }
}

/// Why bytes are no provenance.
enum ProvenanceError: Error, CustomStringConvertible {
    case notJSON(JSONError)
    case noPayload
    case noStatement
    case otherPredicate

    var description: String {
        switch self {
        case .notJSON(let error): "it is not JSON: \(error)"
        case .noPayload: "its envelope has no payload that can be decoded"
        case .noStatement: "it is no in-toto statement"
        case .otherPredicate: "it states something other than provenance"
        }
    }
}
