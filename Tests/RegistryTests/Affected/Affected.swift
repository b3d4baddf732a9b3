// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Registry
import Testing

/// An affected image under one of its names, as tests write it.
struct Affected: Hashable, CustomStringConvertible {
    let name: String
    let path: [Digest]
    var evidence = AncestryGraph.Evidence.layers
    var isCurrent = true
    var index: Digest?

    init(
        _ name: String,
        _ path: [Image],
        _ evidence: AncestryGraph.Evidence = .layers,
        isCurrent: Bool = true,
        index: Image? = nil
    ) {
        self.name = name
        self.path = path.map(\.digest)
        self.evidence = evidence
        self.isCurrent = isCurrent
        self.index = index?.digest
    }

    init(_ image: AffectedImages.Image) {
        self.name = image.repository.rawValue + (image.tag.map { ":\($0)" } ?? "")
        self.path = image.path
        self.evidence = image.evidence
        self.isCurrent = image.isCurrent
        self.index = image.index
    }

    var description: String {
        "\(name) \(isCurrent ? "now" : "once") by \(evidence) \(path.map(\.short).joined(separator: " > "))"
    }
}

extension AffectedImages {
    /// The images in order.
    var list: [Affected] {
        images.map { image in
            #expect(image.path.last == image.digest)
            return Affected(image)
        }
    }

    var names: [String] { list.map(\.name) }
}

extension TestRegistry {
    /// What is built on a reference.
    func affected(
        _ reference: String,
        _ tags: AffectedImages.Tags = .current,
        limit: Int = .max,
        by caller: Caller = .eve
    ) async throws -> AffectedImages {
        try await registry.affected(by: try Reference(reference), tags: tags, limit: limit, by: caller)
    }
}
