// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// The image of a service, before it is known which images the project builds.
struct ComposeImage {
    let node: YAMLNode
    let file: ComposeFile
    let platform: Platform?
    /// Whether the service builds it.
    let isBuilt: Bool
    /// Whether compose pulls it even if it could build it.
    let isPulled: Bool
}

extension ComposeProject {
    /// Lists the images that were read, but for those that are only built here.
    func visitImages() {
        for image in images where image.isPulled || !image.isBuilt && !isBuiltHere(image) {
            image.file.visit(
                image.node,
                role: .image,
                platform: image.platform,
                refusal: image.isBuilt
                    ? "the service is also built under this name, which can have no digest" : nil,
                for: self
            )
        }
        images = []
    }

    /// Notes a name under which the project builds an image.
    func noteBuild(_ node: YAMLNode?, in file: ComposeFile) {
        guard let name = Self.image(file.interpolated(node)) else { return }
        builtNames.insert(name)
    }

    /// Notes what the services of another file build.
    func noteBuilds(of file: ComposeFile?) {
        guard let file else { return }
        for service in file.services {
            guard let build = service.value.value("build")?.orNothing,
                !Self.pulls(file.interpolated(service.value.value("pull_policy")))
            else { continue }
            noteBuild(service.value.value("image"), in: file)
            for tag in build.value("tags")?.elements ?? [] { noteBuild(tag, in: file) }
        }
    }

    /// The file that compose reads before one that overrides it; nil when there is none.
    ///
    /// Not the other way: what an override builds while people develop is what the file alone deploys.
    /// One that cannot be read counts as none: who reads it for its own sake is told why.
    func readCompanion(of name: String, in scope: ComposeScope) -> ComposeFile? {
        let bases = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"]
        let overrides = ["compose.override.yml", "compose.override.yaml"].flatMap { [$0, "docker-\($0)"] }
        let names = overrides.contains(name) ? bases : []
        for name in names {
            do throws(PinningError) {
                if let file = try open(name, scope: scope, directory: "") { return file }
            } catch {
                return nil
            }
        }
        return nil
    }

    /// Whether compose pulls an image that it could build.
    static func pulls(_ policy: String?) -> Bool {
        switch policy {
        case nil, "build", "never": false
        default: true
        }
    }

    private func isBuiltHere(_ image: ComposeImage) -> Bool {
        guard !builtNames.isEmpty, let name = Self.image(image.file.interpolated(image.node)) else { return false }
        return builtNames.contains(name)
    }

    /// The image that a text means, with nothing left to custom.
    private static func image(_ text: String?) -> Reference? {
        // Losing the reason is right: what is no reference is not what another text names.
        guard let text, var reference = try? Reference(text).normalized() else { return nil }
        if reference.tag == nil, reference.digest == nil { reference.tag = .latest }
        return reference
    }
}
