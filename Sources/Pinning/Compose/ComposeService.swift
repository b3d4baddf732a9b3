// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A service as one file has it.
struct ServiceLayer {
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
    ///
    /// Its image is kept until it is known what the project builds.
    func readService(_ service: YAMLEntry, in file: ComposeFile) throws(PinningError) {
        let (layers, lost) = try layers(of: service.value, in: file)
        let companion = file === files.first ? self.companion : nil
        let other = companion?.service(service.key.string ?? "")
        let builds = layers.compactMap { $0.value("build") } + [other?.value("build")?.orNothing].compactMap { $0 }
        let policy =
            layers.lazy.compactMap { layer in layer.value("pull_policy").flatMap(layer.file.interpolated) }.first
            ?? companion?.interpolated(other?.value("pull_policy")?.orNothing)
        if let layer = layers.first(where: { $0.value("image") != nil }), let image = layer.value("image") {
            let platform = layers.lazy.compactMap { layer in layer.value("platform").flatMap(layer.file.interpolated) }
                .first
                .flatMap { Platform($0) }
            images.append(
                ComposeImage(
                    node: image,
                    file: layer.file,
                    platform: platform,
                    isBuilt: !builds.isEmpty,
                    isPulled: Self.pulls(policy)
                )
            )
            // What only inherits the name of a service that it extends does not make that one's image.
            let isOwn = layer.value("build") != nil || layers[0].value("image") != nil
            if !builds.isEmpty, isOwn, !Self.pulls(policy) { noteBuild(image, in: layer.file) }
        } else if let lost, builds.isEmpty {
            visitUnread(lost.node, in: lost.file, lost.reason)
        }
        let contexts = try contextNames(of: layers)
        for layer in layers { try readParts(of: layer, contexts: contexts) }
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
}
