// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A parsed view of an image manifest, artifact manifest or index, beside the exact bytes it was read from.
///
/// Only the fields a registry acts on are read; whatever else the bytes hold is served back untouched.
public struct Manifest: Sendable {
    /// The most bytes a manifest may have.
    public static let maximumSize = 4 * 1024 * 1024

    /// The bytes as received.
    public let bytes: [UInt8]
    /// The type it was pushed as, or that it names itself.
    public let mediaType: MediaType
    /// The kind of artifact, by the rules of the referrers API: its own `artifactType`, else the config's type.
    public let artifactType: String?
    /// The configuration, if the manifest has one.
    public let config: Descriptor?
    /// The layers, or an artifact manifest's blobs.
    public let layers: [Descriptor]
    /// The manifests an index lists.
    public let manifests: [Descriptor]
    /// The manifest this one refers to.
    public let subject: Descriptor?
    /// The manifest's own annotations.
    public let annotations: [String: String]

    /// Reads a manifest.
    ///
    /// - Parameters:
    ///   - bytes: The body, at most ``maximumSize`` bytes; the caller has bounded it.
    ///   - declared: The media type of the push; nil or empty takes the one the body names.
    /// - Throws: ``ManifestError`` naming the field. Cost is linear in the size.
    public init(_ bytes: [UInt8], declared: MediaType? = nil) throws(ManifestError) {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw .notJSON(error)
        }
        let object = try Self.object(json, at: "the manifest")
        try Self.requireSpelling(of: Self.knownKeys, in: object, at: "the manifest's")
        let named = try Self.string(object["mediaType"], at: "mediaType").map(MediaType.init(rawValue:))
        guard let mediaType = declared.flatMap({ $0.rawValue.isEmpty ? nil : $0 }) ?? named else {
            throw .missing("mediaType")
        }
        guard mediaType.isApplication else {
            throw .invalid("mediaType", reason: "it must be application/ and a name")
        }
        if let named, named != mediaType {
            throw .invalid("mediaType", reason: "the body says \(named), the Content-Type header says \(mediaType)")
        }
        if case .integer(1)? = object["schemaVersion"] {
            throw .invalid("schemaVersion", reason: "version 1 is no longer accepted; push schema 2 or an OCI manifest")
        }

        self.bytes = bytes
        self.mediaType = mediaType
        self.manifests = try Self.descriptors(object["manifests"], at: "manifests")
        self.layers = try Self.descriptors(object["layers"] ?? object["blobs"], at: "layers")
        self.config = try Self.descriptor(object["config"], at: "config")
        self.subject = try Self.descriptor(object["subject"], at: "subject")
        self.annotations = try Self.annotations(object["annotations"], at: "annotations")
        let own = try Self.string(object["artifactType"], at: "artifactType").flatMap { $0.isEmpty ? nil : $0 }
        self.artifactType = own ?? (mediaType.isIndex ? nil : config?.mediaType.rawValue)

        // A body that is an image and an index at once is read differently by different clients (CVE-2021-41190).
        if mediaType.isIndex {
            guard object["manifests"] != nil else { throw .missing("manifests") }
            guard config == nil, object["layers"] == nil else {
                throw .invalid("manifests", reason: "an index may not have a config or layers as well")
            }
        } else {
            guard object["manifests"] == nil else {
                throw .invalid("manifests", reason: "an image manifest may not list manifests as well")
            }
            if mediaType == .imageManifest || mediaType == .dockerManifest {
                guard config != nil else { throw .missing("config") }
            }
        }
    }

    /// The blobs the manifest points to: config and layers, in order, each once.
    public var blobs: [Descriptor] {
        var seen: Set<Digest> = []
        return ((config.map { [$0] } ?? []) + layers).filter { seen.insert($0.digest).inserted }
    }
}

extension Manifest {
    static func object(_ json: JSONValue, at path: String) throws(ManifestError) -> [String: JSONValue] {
        guard case .object(let object) = json else { throw .invalid(path, reason: "it must be a JSON object") }
        return object
    }

    /// Throws when a known key appears in another spelling.
    ///
    /// Go's decoder takes `Layers` for `layers`: two readers of the same bytes would then see different images.
    static func requireSpelling(
        of known: Set<String>,
        in object: [String: JSONValue],
        at path: String
    ) throws(ManifestError) {
        for key in object.keys where !known.contains(key) {
            let folded = String(String.UnicodeScalarView(key.unicodeScalars.map(fold))).lowercased()
            guard !known.contains(where: { $0.lowercased() == folded }) else {
                throw .invalid("\(path) key \"\(key)\"", reason: "it differs from a known key only in its spelling")
            }
        }
    }

    /// The two letters outside ASCII that Go takes for ones inside.
    private static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "\u{17f}": "s"
        case "\u{212a}": "k"
        default: scalar
        }
    }

    private static let knownKeys: Set<String> = [
        "schemaVersion", "mediaType", "artifactType", "config", "layers", "blobs", "manifests", "subject",
        "annotations",
    ]

    static func string(_ json: JSONValue?, at path: String) throws(ManifestError) -> String? {
        switch json {
        case nil, .null?: return nil
        case .string(let text)?: return text
        default: throw .invalid(path, reason: "it must be text")
        }
    }

    static func annotations(_ json: JSONValue?, at path: String) throws(ManifestError) -> [String: String] {
        switch json {
        case nil, .null?: return [:]
        default: break
        }
        var result: [String: String] = [:]
        for (key, value) in try object(json ?? .null, at: path) {
            result[key] = try string(value, at: "\(path).\(key)") ?? ""
        }
        return result
    }

    private static func descriptor(_ json: JSONValue?, at path: String) throws(ManifestError) -> Descriptor? {
        switch json {
        case nil, .null?: return nil
        case let json?: return try Descriptor(json: json, at: path)
        }
    }

    private static func descriptors(_ json: JSONValue?, at path: String) throws(ManifestError) -> [Descriptor] {
        switch json {
        case nil, .null?: return []
        case .array(let elements)?:
            var result: [Descriptor] = []
            result.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                result.append(try Descriptor(json: element, at: "\(path)[\(index)]"))
            }
            return result
        default: throw .invalid(path, reason: "it must be a list")
        }
    }
}
