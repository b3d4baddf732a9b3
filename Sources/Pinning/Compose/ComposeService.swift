// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A service as one file has it.
private struct ServiceLayer {
    let node: YAMLNode
    let file: ComposeFile

    func value(_ key: String) -> YAMLNode? { node.value(key)?.orNothing }
}

/// What a service extends and cannot be found.
private struct LostService {
    let node: YAMLNode
    let file: ComposeFile
    let reason: String
}

extension ComposeProject {
    /// Finds the references of a service and of those that it extends.
    func readService(_ node: YAMLNode, in file: ComposeFile) throws(PinningError) {
        let (layers, lost) = try layers(of: node, in: file)
        let platform = layers.lazy.compactMap { layer in layer.value("platform").flatMap(layer.file.interpolated) }
            .first
            .flatMap { Platform($0) }
        let isBuilt = layers.contains { $0.value("build") != nil }
        if let layer = layers.first(where: { $0.value("image") != nil }) {
            let policy = layers.lazy.compactMap { layer in layer.value("pull_policy").flatMap(layer.file.interpolated) }
            if !isBuilt {
                layer.file.visit(layer.value("image"), role: .image, platform: platform, for: self)
            } else if Self.pulls(policy.first) {
                let refusal = "the service is also built under this name, which can have no digest"
                layer.file.visit(
                    layer.value("image"),
                    role: .image,
                    platform: platform,
                    refusal: refusal,
                    for: self
                )
            }
        } else if let lost, !isBuilt {
            visitUnread(lost.node, in: lost.file, lost.reason)
        }
        for layer in layers { try readParts(of: layer) }
    }

    /// Whether compose pulls an image that it could build.
    private static func pulls(_ policy: String?) -> Bool {
        switch policy {
        case nil, "build", "never": false
        default: true
        }
    }

    /// The service and those that it extends, the nearest first; and what could not be followed.
    private func layers(
        of node: YAMLNode,
        in file: ComposeFile
    ) throws(PinningError) -> ([ServiceLayer], lost: LostService?) {
        var layers = [ServiceLayer(node: node, file: file)]
        var seen: Set<ObjectIdentifier> = [ObjectIdentifier(node.resolved)]
        while let last = layers.last, let extends = last.value("extends") {
            guard steps > 0 else {
                throw PinningError(.tooLarge, "services extend each other more than \(Self.maximumSteps) times")
            }
            steps -= 1
            let serviceNode = extends.scalar == nil ? extends.value("service") : extends
            guard let service = last.file.interpolated(serviceNode) else {
                return (
                    layers, LostService(node: serviceNode ?? extends, file: last.file, reason: "it names no service")
                )
            }
            var file = last.file
            if let fileNode = extends.value("file")?.orNothing {
                guard let path = last.file.interpolated(fileNode),
                    let path = RelativePath.joining(last.file.directory, path),
                    let base = try open(path, scope: last.file.scope, directory: RelativePath.directory(of: path))
                else {
                    return (
                        layers, LostService(node: fileNode, file: last.file, reason: "the file cannot be read here")
                    )
                }
                file = base
            }
            guard let base = file.service(service) else {
                let reason = "\(file.text.path) has no service of this name"
                return (layers, LostService(node: serviceNode ?? extends, file: last.file, reason: reason))
            }
            guard seen.insert(ObjectIdentifier(base.resolved)).inserted else { break }
            layers.append(ServiceLayer(node: base, file: file))
        }
        return (layers, nil)
    }

    private func readParts(of layer: ServiceLayer) throws(PinningError) {
        for volume in layer.value("volumes")?.elements ?? [] where volume.value("type")?.string == "image" {
            guard let source = volume.value("source"), !isService(source.string ?? "") else { continue }
            layer.file.visit(source, role: .volumeImage, for: self)
        }
        for hooks in ["pre_start", "post_start", "pre_stop"] {
            for hook in layer.value(hooks)?.elements ?? [] {
                layer.file.visit(hook.value("image"), role: .hookImage, for: self)
            }
        }
        guard let build = layer.value("build") else { return }
        if let inline = build.value("dockerfile_inline")?.orNothing {
            let names = Self.names(of: build.value("args"))
            try layer.file.visitDockerfile(inline, arguments: names, for: self)
        }
        visitContexts(build.value("additional_contexts"), in: layer.file)
        for source in build.value("cache_from")?.elements ?? [] { visitCache(source, in: layer.file) }
    }

    /// The names in a mapping, or in a list of `name=value`.
    private static func names(of arguments: YAMLNode?) -> Set<String> {
        guard let arguments else { return [] }
        let listed = arguments.elements.compactMap { $0.string?.prefix { $0 != "=" } }.map(String.init)
        return Set(arguments.mergedEntries.compactMap(\.key.string) + listed)
    }

    /// `name: docker-image://reference`, or a list of `name=docker-image://reference`.
    private func visitContexts(_ contexts: YAMLNode?, in file: ComposeFile) {
        let prefix = "docker-image://"
        for entry in contexts?.mergedEntries ?? [] {
            file.visit(entry.value, role: .buildContext, after: prefix, for: self)
        }
        for element in contexts?.elements ?? [] {
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
