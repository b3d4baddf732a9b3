// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// An image whose parts stand under keys of their own: `registry`, `repository`, `tag`, `digest`.
struct SplitImage {
    /// What a chart says elsewhere about all of its images.
    struct Defaults {
        /// The registry that takes the place of the image's own.
        var registry: String?
        /// The repository of images that name none.
        var repository: String?
        /// The chart's own version of the application, for images without a tag.
        var applicationVersion: ChartScalar?
    }

    /// The text that names the repository; the tag where none does.
    let name: YAMLNode
    /// The keys whose texts belong to the image.
    var keys: Set<String>
    private var tag: YAMLNode?
    private var digest: YAMLNode?
    private var digestKey = "digest"
    private var registry: String?
    /// The repository with everything but tag and digest; nil when the file does not say it, and why.
    private var repository: String?
    private var obstacle = ""
    private let addition: ImageAddition?
    private let defaults: Defaults

    /// Reads the parts of a mapping; nil when it holds no image, or a whole one in a single text.
    ///
    /// - Parameters:
    ///   - node: The mapping.
    ///   - isNamedImage: Whether the key over the mapping says that it is an image.
    ///   - defaults: What the chart says elsewhere.
    init?(_ node: YAMLNode, isNamedImage: Bool, defaults: Defaults) {
        let parts = ImageParts(node)
        guard let naming = parts.naming(isNamedImage: isNamedImage, defaults: defaults) else { return nil }
        self.defaults = defaults
        self.name = naming.node
        self.repository = naming.repository
        self.obstacle = naming.obstacle
        self.keys = naming.keys.union(["tag", "imageTag", "version", "digest", "sha", "registry"])
        self.tag = parts.tag(isNamedImage: isNamedImage || naming.allowsVersion)
        (self.digestKey, self.digest) = parts.digest
        self.addition = ImageAddition(beside: node, digest: parts.digest.node)
        self.registry = naming.ignoresRegistry ? nil : registry(parts.registry)
    }

    /// The reference that the parts make.
    func reference(role: ReferenceRole) -> ComposedReference {
        let tag = tag.flatMap { ChartScalar($0) == .empty ? nil : $0 }
        // What only the chart's templates know takes no digest: it would be that of another tag.
        let isWritten = tag != nil || ChartScalar(digest) != .empty || Self.isWhole(repository ?? "")
        let place = isWritten ? ValuePlace(tag: tag, digest: digestPlace) : nil
        return ComposedReference(
            place: place?.node ?? name,
            name: name,
            holding: place?.holding ?? .reference,
            role: role,
            meaning: meaning(tag: tag),
            editing: editing(place, tag: tag)
        )
    }

    /// The text of the digest, unless it is empty and to be written in another form than a digest's.
    private var digestPlace: YAMLNode? {
        guard ChartScalar(digest) == .empty, digestKey != "digest" else { return digest }
        return nil
    }
}

// MARK: What it means

extension SplitImage {
    private func meaning(tag: YAMLNode?) -> FoundReference.Meaning {
        guard let repository else { return .unknown(obstacle) }
        if let addition, !addition.isKnown { return .unknown(addition.reason) }
        let digest = ChartScalar(digest).printed.map { "@\(Self.isBare($0) ? "sha256:" : "")\($0)" } ?? ""
        let start = (registry.map { "\($0)/" } ?? "") + repository
        switch ChartScalar(tag) {
        case .text(let tag), .number(let tag): return ImageText.meaning(of: "\(start):\(tag)\(digest)")
        case .uncertain(let what): return .unknown("Helm reads the tag as \(what); quote it")
        case .empty: break
        }
        // Without a tag the repository may be a whole reference, or one by digest.
        if !digest.isEmpty || Self.isWhole(start) { return ImageText.meaning(of: start + digest) }
        guard let version = defaults.applicationVersion else { return .unknown("the tag is the chart's appVersion") }
        guard let version = version.printed else { return .unknown("the chart has no appVersion to take the tag from") }
        return ImageText.meaning(of: "\(start):\(version)")
    }

    private func editing(_ place: ValuePlace?, tag: YAMLNode?) -> FoundReference.Editing {
        if let addition { return .lockOnly(addition.reason) }
        guard let place else {
            return Self.isWhole(repository ?? "") ? .inPlace : .lockOnly("the tag is the chart's appVersion; add one")
        }
        switch place.holding {
        case .digest, .quotedDigest:
            guard let text = place.node.string, !text.isEmpty, !ImageText.isDigest(text) else { return .inPlace }
            return .lockOnly("the chart wants the digest without its algorithm")
        case .tag, .reference: break
        }
        if let repository, repository.utf8.contains(UInt8(ascii: "@")) {
            return .lockOnly("the tag holds a digest without its algorithm")
        }
        switch ChartScalar(tag) {
        case .text, .empty: return .inPlace
        case .number(let printed):
            guard printed != place.node.string else { return .inPlace }
            return .lockOnly("Helm reads \(place.node.string ?? "") as the number \(printed); quote it")
        case .uncertain(let what): return .lockOnly("Helm reads the tag as \(what); quote it")
        }
    }

    private func registry(_ node: YAMLNode?) -> String? {
        let own = node?.string.flatMap { $0.isEmpty ? nil : $0 }
        guard let repository else { return nil }
        let names = own != nil || node != nil || !Self.hasHost(repository)
        let registry = names ? defaults.registry ?? own : own
        guard let registry, registry.hasSuffix("/") else { return registry }
        return String(registry.dropLast())
    }

    private static func hasHost(_ repository: String) -> Bool {
        // Losing the reason is right: what is no reference has no host.
        (try? Reference(repository))?.host != nil
    }

    /// Whether a text has a tag or a digest of its own.
    private static func isWhole(_ text: String) -> Bool {
        guard ImageText.placeholder(in: text) == nil, let reference = try? Reference(text) else { return false }
        return reference.tag != nil || reference.digest != nil
    }

    /// Whether a text is the 64 digits of a hash alone.
    private static func isBare(_ text: String) -> Bool {
        text.utf8.count == 64 && ImageText.isDigest("sha256:\(text)")
    }
}
