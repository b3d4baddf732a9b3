// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ComposeProject {
    /// Finds what a service refers to besides its image.
    func readParts(of layer: ServiceLayer, contexts: BuildContextNames) throws(PinningError) {
        for volume in try elements(layer.value("volumes")) where volume.value("type")?.string == "image" {
            guard let source = volume.value("source"), !isService(source.string ?? "") else { continue }
            layer.file.visit(source, role: .volumeImage, for: self)
        }
        for hooks in ["pre_start", "post_start", "pre_stop"] {
            for hook in try elements(layer.value(hooks)) {
                layer.file.visit(hook.value("image"), role: .hookImage, for: self)
            }
        }
        guard let build = layer.value("build") else { return }
        if let inline = build.value("dockerfile_inline")?.orNothing {
            let names = try names(of: build.value("args"))
            try layer.file.visitDockerfile(inline, arguments: names, contexts: contexts, for: self)
        }
        for tag in try elements(build.value("tags")) { noteBuild(tag, in: layer.file) }
        try visitContexts(build.value("additional_contexts"), in: layer.file)
        for source in try elements(build.value("cache_from")) { visitCache(source, in: layer.file) }
    }

    /// The elements of a list, as far as they are not too many for one project.
    private func elements(_ node: YAMLNode?) throws(PinningError) -> [YAMLNode] {
        let elements = node?.elements ?? []
        try spend(elements.count)
        return elements
    }

    /// The entries of a mapping, as far as they are not too many for one project.
    private func entries(_ node: YAMLNode?) throws(PinningError) -> [YAMLEntry] {
        let entries = node?.mergedEntries ?? []
        try spend(entries.count)
        return entries
    }

    private func spend(_ count: Int) throws(PinningError) {
        entries -= count
        guard entries >= 0 else {
            throw PinningError(.tooLarge, "its services have more than \(Self.maximumEntries) entries together")
        }
    }

    /// The names in a mapping, or in a list of `name=value`.
    private func names(of node: YAMLNode?) throws(PinningError) -> Set<String> {
        let listed = try elements(node).compactMap { $0.string?.prefix { $0 != "=" } }.map(String.init)
        return Set(try entries(node).compactMap(\.key.string) + listed)
    }

    /// The names that the service's builds have for contexts of their own, which stand before images.
    func contextNames(of layers: [ServiceLayer]) throws(PinningError) -> BuildContextNames {
        var names: Set<String> = []
        for layer in layers {
            guard let build = layer.value("build"), build.value("additional_contexts") != nil else { continue }
            names.formUnion(try self.names(of: build.value("additional_contexts")))
        }
        return BuildContextNames(names)
    }

    /// `name: docker-image://reference`, or a list of `name=docker-image://reference`.
    private func visitContexts(_ contexts: YAMLNode?, in file: ComposeFile) throws(PinningError) {
        let prefix = "docker-image://"
        for entry in try entries(contexts) {
            file.visit(entry.value, role: .buildContext, after: prefix, for: self)
        }
        for element in try elements(contexts) {
            guard let value = element.string.map({ Array($0.utf8) }),
                let equals = value.firstIndex(of: UInt8(ascii: "="))
            else { continue }
            file.visit(element, role: .buildContext, after: prefix, within: equals + 1..<value.count, for: self)
        }
    }

    /// A reference, or `type=registry,ref=reference`.
    private func visitCache(_ source: YAMLNode, in file: ComposeFile) {
        guard let value = source.string.map({ Array($0.utf8) }) else { return }
        let fields = value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard fields.contains(where: { $0.starts(with: "type=".utf8) }) else {
            return file.visit(source, role: .cacheFrom, for: self)
        }
        guard fields.contains(where: { $0.elementsEqual("type=registry".utf8) }),
            let field = fields.first(where: { $0.starts(with: "ref=".utf8) })
        else { return }
        file.visit(source, role: .cacheFrom, within: field.startIndex + 4..<field.endIndex, for: self)
    }
}
