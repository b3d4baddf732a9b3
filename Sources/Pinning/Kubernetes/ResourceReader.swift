// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Finds the images of Kubernetes resources.
///
/// Three things are looked for in the whole of a resource: lists of containers, wherever they stand; the fields that
/// ``KnownField``, the user's rules and ``EmbeddedFile`` name for its kind; and any other `image` whose text can
/// hardly be anything but a reference.
struct ResourceReader {
    let context: ReadingContext
    let nesting: Int
    var collector: ReferenceCollector
    var composed: [ComposedReference] = []
    var bound = WalkBound()
    /// What was found in the files that a kustomization among the resources names.
    private(set) var neighbours: [FoundReference] = []
    private let rules: [KnownField]
    private let variables: [NamePattern]
    /// Parts that are files of another format.
    private var embedded: Set<ObjectIdentifier> = []

    init(context: ReadingContext, collector: ReferenceCollector, nesting: Int) {
        self.context = context
        self.nesting = nesting
        self.collector = collector
        self.rules = context.fields.compactMap { KnownField($0) }
        self.variables = [NamePattern("RELATED_IMAGE_*")] + context.variables.map { NamePattern($0) }
    }

    /// Reads a document if it is a resource.
    mutating func read(_ document: YAMLNode) throws(PinningError) {
        guard ResourceKind(document) != nil else { return }
        try walk(document, under: "", isElement: false, depth: 0)
    }

    /// Reads a part of a resource, as patches have it.
    mutating func read(part: YAMLNode, under key: String = "", isElement: Bool = false) throws(PinningError) {
        try walk(part, under: key, isElement: isElement, depth: 0)
    }

    /// Everything that was found, in the order of the bytes.
    mutating func references() -> [FoundReference] {
        collector.visit(composed)
        composed = []
        return collector.references()
    }
}

// MARK: The walk

extension ResourceReader {
    /// What stands under these keys names no image that runs.
    private static let unread: Set<String> = ["metadata", "labels", "annotations", "matchLabels", "nodeSelector"]

    private mutating func walk(
        _ node: YAMLNode,
        under key: String,
        isElement: Bool,
        depth: Int
    ) throws(PinningError) {
        try bound.enter(node, depth: depth)
        switch node.resolved.content {
        case .scalar, .alias: return
        case .sequence(let elements):
            for element in elements { try walk(element, under: key, isElement: true, depth: depth + 1) }
        case .mapping:
            let kind = ResourceKind(node)
            if let kind {
                guard !kind.isSchema else { return }
                if kind.isKustomization {
                    var reader = KustomizationReader(context: context, nesting: nesting)
                    try reader.read(node, into: &collector)
                    neighbours += reader.neighbours
                    return
                }
                try readFields(of: node, kind, depth: depth)
            }
            visitImages(of: node, under: key, isElement: isElement)
            for entry in node.visibleEntries {
                guard let key = entry.key.string, !Self.unread.contains(key), !(kind?.leaves(key) ?? false),
                    !embedded.contains(ObjectIdentifier(entry.value.resolved))
                else { continue }
                try walk(entry.value, under: key, isElement: false, depth: depth + 1)
            }
        }
    }

    private mutating func readFields(of resource: YAMLNode, _ kind: ResourceKind, depth: Int) throws(PinningError) {
        for rule in rules where rule.covers(kind) {
            for place in try places(at: rule.path.steps[...], from: resource, depth: depth) {
                visitField(place, role: rule.role)
            }
        }
        guard kind.isCustom else { return }
        for field in KnownField.all where field.covers(kind) {
            for place in try places(at: field.path.steps[...], from: resource, depth: depth) {
                visitField(place, role: field.role)
            }
        }
        for file in EmbeddedFile.all where file.covers(kind) {
            for place in try places(at: file.path.steps[...], from: resource, depth: depth) {
                embedded.insert(ObjectIdentifier(place.resolved))
                try readEmbedded(place, file.content)
            }
        }
    }

    /// The places that a path leads to.
    private mutating func places(
        at steps: ArraySlice<FieldPath.Step>,
        from node: YAMLNode,
        depth: Int
    ) throws(PinningError) -> [YAMLNode] {
        try bound.enter(node, depth: depth)
        guard let step = steps.first else { return [node] }
        let next: [YAMLNode]
        switch step {
        case .key(let key): next = node.value(key).map { [$0] } ?? []
        case .anyKey: next = node.visibleEntries.map(\.value)
        case .elements: next = node.elements
        }
        var found: [YAMLNode] = []
        for node in next { found += try places(at: steps.dropFirst(), from: node, depth: depth + 1) }
        return found
    }
}

// MARK: Images

extension ResourceReader {
    private mutating func visitImages(of mapping: YAMLNode, under key: String, isElement: Bool) {
        if isElement {
            switch key {
            case "containers": return visitContainer(mapping, role: .image)
            case "initContainers": return visitContainer(mapping, role: .initImage)
            case "ephemeralContainers": return visitContainer(mapping, role: .ephemeralImage)
            case "volumes": visitImage(mapping.value("image")?.value("reference"), role: .volumeImage)
            case "env": return visitVariable(mapping)
            default: break
            }
        }
        switch key {
        case "containerDisk": visitImage(mapping.value("image"), role: .volumeImage)
        case "registry": collector.visit(mapping.value("url"), role: .volumeImage, after: "docker://")
        case "from" where mapping.value("kind")?.string == "DockerImage":
            visitImage(mapping.value("name"), role: .image)
        default: visitUnmistakableImage(of: mapping, under: key)
        }
    }

    private mutating func visitContainer(_ container: YAMLNode, role: ReferenceRole) {
        let image = container.value("image")
        if image?.string == "auto", container.value("name")?.string == "istio-proxy" {
            collector.visit(image, role: role, meaning: .unknown("the service mesh puts its own image here"))
        } else {
            visitImage(image, role: role)
        }
    }

    private mutating func visitUnmistakableImage(of mapping: YAMLNode, under key: String) {
        if HelmValuesReader.isImageKey(key), mapping.value("repository") != nil, mapping.value("tag") != nil {
            visitField(mapping, role: .image)
        }
        guard let image = mapping.value("image"), case .text(let text) = ChartScalar(image),
            ImageText.isUnmistakable(text)
        else {
            return
        }
        visitImage(image, role: .image)
    }

    /// Visits what stands where a rule says that an image does: a reference, or the parts of one.
    private mutating func visitField(_ node: YAMLNode, role: ReferenceRole) {
        switch node.resolved.content {
        case .scalar: visitImage(node, role: role)
        case .mapping:
            guard let image = SplitImage(node, isNamedImage: true, defaults: SplitImage.Defaults()) else { return }
            composed.append(image.reference(role: role))
        case .sequence(let elements):
            for element in elements where element.scalar != nil { visitImage(element, role: role) }
        case .alias: return
        }
    }

    mutating func visitImage(_ node: YAMLNode?, role: ReferenceRole) {
        guard let text = node?.string, !ImageText.isPattern(text) else { return }
        let reason = ImageText.placeholder(in: text)
        collector.visit(text: node, role: role, meaning: reason.map { .unknown($0) })
    }

    private mutating func visitVariable(_ variable: YAMLNode) {
        guard let name = variable.value("name")?.string, variables.contains(where: { $0.matches(name) }) else { return }
        visitImage(variable.value("value"), role: .variable)
    }
}
