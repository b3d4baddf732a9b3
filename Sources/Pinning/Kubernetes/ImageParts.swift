// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The texts of a mapping that may be parts of an image.
struct ImageParts {
    /// Which text names the repository.
    struct Naming {
        var node: YAMLNode
        var repository: String?
        var obstacle = ""
        var keys: Set<String>
        /// Whether a `version` beside it is the tag, though no key says that this is an image.
        var allowsVersion = false
        /// Whether a `registry` beside it counts for another name only.
        var ignoresRegistry = false
    }

    private let node: YAMLNode

    init(_ node: YAMLNode) { self.node = node }

    /// What stands under `registry`.
    var registry: YAMLNode? { scalar("registry") }

    /// The digest with its key: charts call it `digest`, and `sha` when it has no algorithm.
    ///
    /// An image that is to run in a changed root has names of its own for itself and its digest.
    var digest: (key: String, node: YAMLNode?) {
        if isChroot { return ("digest", scalar("digestChroot")) }
        if let digest = scalar("digest") { return ("digest", digest) }
        return ("sha", scalar("sha"))
    }

    /// The tag.
    func tag(isNamedImage: Bool) -> YAMLNode? {
        scalar("tag") ?? scalar("imageTag") ?? (isNamedImage ? scalar("version") : nil)
    }

    /// Finds the text that names the repository; nil when there is no image in parts.
    func naming(isNamedImage: Bool, defaults: SplitImage.Defaults) -> Naming? {
        let hasTag = scalar("tag") != nil || scalar("imageTag") != nil
        let hasDigest = digest.node != nil
        if let repository = text("repository"), let name = repository.string {
            guard !Self.isAddress(name) else { return nil }
            let image = text("image")
            guard isNamedImage || hasTag || hasDigest || registry != nil || (image != nil && scalar("version") != nil)
            else { return nil }
            return named(repository, name, besides: image ?? (isNamedImage ? text("name") : nil))
        }
        if let image = text("image"), let name = image.string {
            guard !ImageText.hasTagOrDigest(name),
                hasTag || (isNamedImage && (hasDigest || scalar("version") != nil))
                    || (isNamedImage && registry != nil)
            else { return nil }
            return Naming(node: image, repository: isChroot ? "\(name)-chroot" : name, keys: ["image"])
        }
        guard isNamedImage else { return nil }
        if let name = text("name"), let written = name.string,
            hasTag || hasDigest || scalar("version") != nil || scalar("repository") != nil
        {
            // A bare name is the last part of one that the chart begins.
            let isWhole = written.contains("/") && scalar("repository") == nil
            return Naming(
                node: name,
                repository: isWhole ? written : nil,
                obstacle: isWhole ? "" : "the chart puts the name together",
                keys: ["name"]
            )
        }
        guard let tag = tag(isNamedImage: false), ChartScalar(tag) != .empty else { return nil }
        let isEmpty = scalar("repository") != nil || scalar("image") != nil
        return Naming(
            node: tag,
            repository: isEmpty ? defaults.repository : nil,
            obstacle: isEmpty ? "the chart decides the repository" : "the repository stands in another file",
            keys: []
        )
    }

    private func named(_ repository: YAMLNode, _ name: String, besides image: YAMLNode?) -> Naming {
        guard let image, let last = image.string else {
            return Naming(node: repository, repository: name, keys: ["repository"])
        }
        let keys: Set<String> = ["repository", "image", "name"]
        if scalar("image") == nil {
            let obstacle = "the chart puts repository and name together"
            return Naming(node: repository, repository: nil, obstacle: obstacle, keys: keys)
        }
        // With a registry the repository is the whole name, in place of both; else it is what stands before the image.
        guard registry == nil else {
            return Naming(node: repository, repository: name, keys: keys, ignoresRegistry: true)
        }
        return Naming(node: image, repository: "\(name)/\(last)", keys: keys, allowsVersion: true)
    }

    private var isChroot: Bool { scalar("digestChroot") != nil && scalar("chroot")?.string == "true" }

    private func scalar(_ key: String) -> YAMLNode? { node.value(key).flatMap { $0.scalar == nil ? nil : $0 } }

    /// The text under a key when it is not empty.
    private func text(_ key: String) -> YAMLNode? {
        guard let node = scalar(key), case .text = ChartScalar(node) else { return nil }
        return node
    }

    /// Whether a text is the address of sources or charts.
    private static func isAddress(_ text: String) -> Bool {
        text.contains("://") || text.hasSuffix(".git") || text.hasPrefix("git@")
    }
}
