// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The names that the targets of a bake file have for contexts of their own.
struct BakeContexts {
    /// The most targets that are looked at for one, through those that it inherits from.
    private static let maximumTargets = 64

    private let targets: [String: [HCLBlock]]

    init(_ body: HCLBody) {
        self.targets = Dictionary(
            grouping: body.blocks.lazy.filter { $0.type == "target" },
            by: { $0.labels.first ?? "" }
        )
    }

    /// The names in a target, in others of its name, and in all that it inherits from.
    ///
    /// Left out are names that only a condition makes: what they stand for may be an image after all.
    func names(in target: HCLBlock) -> BuildContextNames {
        guard let name = target.labels.first else { return BuildContextNames([]) }
        var result: Set<String> = []
        var known: Set<String> = [name]
        var open = [name]
        while let name = open.popLast(), known.count <= Self.maximumTargets {
            for block in targets[name] ?? [] {
                for case .object(let items) in block.body.values("contexts") {
                    result.formUnion(items.compactMap(\.name))
                }
                for case .list(let elements) in block.body.values("inherits") {
                    for case .template(let parent) in elements {
                        guard let name = parent.literal?.value, known.insert(name).inserted else { continue }
                        open.append(name)
                    }
                }
            }
        }
        return BuildContextNames(result)
    }
}
