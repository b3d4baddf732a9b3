// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A parsed view of an image's configuration, beside the exact bytes it was read from.
///
/// Real configurations leave out nearly every field; what is absent or null reads as nil or empty, never as an error.
/// See <https://github.com/opencontainers/image-spec/blob/main/config.md>.
public struct ImageConfig: Hashable, Sendable {
    /// The most bytes a configuration may have.
    public static let maximumSize = 8 * 1024 * 1024

    /// The bytes as received.
    public let bytes: [UInt8]
    /// The platform; parts that are absent are empty.
    public let platform: Platform
    /// When the image was made, as written: RFC 3339, if the maker kept to the format.
    public let created: String?
    /// Who made the image.
    public let author: String?
    /// How containers of the image run.
    public let execution: Execution
    /// The digests of the uncompressed layers, base first.
    public let diffIDs: [Digest]
    /// What made the layers, base first; a superset of the layers.
    public let history: [HistoryEntry]
    /// What else the configuration says, beside ``execution``: compact JSON with sorted keys, by key.
    ///
    /// Keys whose value says nothing are left out: null, false, and empty texts, lists and objects.
    public let others: [String: String]

    /// How containers of an image run: the configuration's `config` object.
    public struct Execution: Hashable, Sendable {
        /// User and group as written, such as `1000:1000`; empty means root.
        public var user = ""
        /// Ports with their protocols, such as `80/tcp`, sorted.
        public var exposedPorts: [String] = []
        /// Variables as `NAME=value`, in order.
        public var environment: [String] = []
        /// The program and its first arguments.
        public var entrypoint: [String]?
        /// The arguments, or the command when there is no entrypoint.
        public var command: [String]?
        /// Paths of volumes, sorted.
        public var volumes: [String] = []
        /// The directory that containers start in.
        public var workingDirectory = ""
        /// Labels.
        public var labels: [String: String] = [:]
        /// The signal that ends containers.
        public var stopSignal: String?
        /// The health check as compact JSON with sorted keys, if there is one.
        public var healthcheck: String?
        /// The shell of the shell form of instructions.
        public var shell: [String]?
        /// Instructions for images built on this one.
        public var onBuild: [String] = []
        /// What else the object says: compact JSON with sorted keys, by key; without keys whose value says nothing.
        public var others: [String: String] = [:]

        /// Creates an execution without settings.
        public init() {}
    }

    /// One step of an image's making.
    public struct HistoryEntry: Hashable, Sendable {
        /// When the step ran, as written.
        public var created: String?
        /// The instruction.
        public var createdBy: String
        /// The builder's remark.
        public var comment: String
        /// Whether the step made no layer.
        public var isEmptyLayer: Bool

        /// Creates a step.
        public init(created: String? = nil, createdBy: String = "", comment: String = "", isEmptyLayer: Bool = false) {
            self.created = created
            self.createdBy = createdBy
            self.comment = comment
            self.isEmptyLayer = isEmptyLayer
        }
    }

    /// Reads a configuration.
    ///
    /// - Parameter bytes: The blob, at most ``maximumSize`` bytes; the caller has bounded it.
    /// - Throws: ``ManifestError`` naming the field. Cost is linear in the size.
    public init(_ bytes: [UInt8]) throws(ManifestError) {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw .notJSON(error)
        }
        let object = try Manifest.object(json, at: "the configuration")
        // Runtimes written in Go take `user` for `User`, and the last of both: an image would look like another.
        try Manifest.requireSpelling(of: Self.knownKeys, in: object, at: "the configuration's")
        self.bytes = bytes
        self.platform = Platform(
            os: try Manifest.string(object["os"], at: "os") ?? "",
            architecture: try Manifest.string(object["architecture"], at: "architecture") ?? "",
            variant: try Manifest.string(object["variant"], at: "variant").flatMap { $0.isEmpty ? nil : $0 }
        )
        self.created = try Manifest.string(object["created"], at: "created")
        self.author = try Manifest.string(object["author"], at: "author")
        self.execution = try Execution(json: object["config"])
        self.diffIDs = try Self.diffIDs(object["rootfs"])
        self.history = try Self.list(object["history"], at: "history").enumerated().map {
            entry throws(ManifestError) in try HistoryEntry(json: entry.element, at: "history[\(entry.offset)]")
        }
        self.others = Self.others(in: object, but: Self.readKeys)
    }
}

extension ImageConfig {
    /// The identities of the stacks of layers, each with all that lies below it; as many as ``diffIDs``.
    ///
    /// The first is the first DiffID. The hash function is handed in: values have no I/O and no cryptography.
    /// See <https://github.com/opencontainers/image-spec/blob/main/config.md#layer-chainid>.
    public func chainIDs(hash: (String) -> Digest) -> [Digest] {
        var chain: [Digest] = []
        for diffID in diffIDs {
            chain.append(chain.last.map { hash("\($0) \(diffID)") } ?? diffID)
        }
        return chain
    }

    /// The DiffID of a layer that holds nothing: the SHA-256 of 1,024 zero bytes.
    ///
    /// It appears in unrelated images; that two images share it says nothing.
    public static let emptyLayer = Digest(
        algorithm: .sha256,
        hash: [
            0x5f, 0x70, 0xbf, 0x18, 0xa0, 0x86, 0x00, 0x70, 0x16, 0xe9, 0x48, 0xb0, 0x4a, 0xed, 0x3b, 0x82,
            0x10, 0x3a, 0x36, 0xbe, 0xa4, 0x17, 0x55, 0xb6, 0xcd, 0xdf, 0xaf, 0x10, 0xac, 0xe3, 0xc6, 0xef,
        ]
    )

    /// The steps that made each layer, if the history fits the layers: as many steps with a layer as there are layers.
    ///
    /// Squashed, mutated and hand-made images have histories that do not fit; then nothing can be said.
    public var layerHistory: [HistoryEntry]? {
        let steps = history.filter { !$0.isEmptyLayer }
        return steps.count == diffIDs.count ? steps : nil
    }

    private static let knownKeys: Set<String> = [
        "created", "author", "architecture", "os", "os.version", "os.features", "variant", "config", "rootfs",
        "history",
    ]

    private static let readKeys = knownKeys.subtracting(["os.version", "os.features"])

    /// The members of an object but for some, without those that say nothing.
    static func others(in object: [String: JSONValue], but read: Set<String>) -> [String: String] {
        object.filter { !read.contains($0.key) && !$0.value.isNothing }.mapValues(\.canonicalText)
    }

    private static func diffIDs(_ json: JSONValue?) throws(ManifestError) -> [Digest] {
        guard let json, json != .null else { return [] }
        let object = try Manifest.object(json, at: "rootfs")
        try Manifest.requireSpelling(of: ["type", "diff_ids"], in: object, at: "rootfs")
        var result: [Digest] = []
        for (index, element) in try list(object["diff_ids"], at: "rootfs.diff_ids").enumerated() {
            guard let text = element.string else {
                throw .invalid("rootfs.diff_ids[\(index)]", reason: "it must be a digest")
            }
            do throws(DigestError) {
                result.append(try Digest(text))
            } catch {
                throw .invalid("rootfs.diff_ids[\(index)]", reason: error.description)
            }
        }
        return result
    }

    static func list(_ json: JSONValue?, at path: String) throws(ManifestError) -> [JSONValue] {
        switch json {
        case nil, .null?: return []
        case .array(let elements)?: return elements
        default: throw .invalid(path, reason: "it must be a list")
        }
    }
}

extension ImageConfig.HistoryEntry {
    init(json: JSONValue, at path: String) throws(ManifestError) {
        let object = try Manifest.object(json, at: path)
        try Manifest.requireSpelling(of: Self.knownKeys, in: object, at: path)
        self.init(
            created: try Manifest.string(object["created"], at: "\(path).created"),
            createdBy: try Manifest.string(object["created_by"], at: "\(path).created_by") ?? "",
            comment: try Manifest.string(object["comment"], at: "\(path).comment") ?? "",
            isEmptyLayer: object["empty_layer"] == .bool(true)
        )
    }

    private static let knownKeys: Set<String> = ["created", "created_by", "author", "comment", "empty_layer"]
}
