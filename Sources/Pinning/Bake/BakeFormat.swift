// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Bake files: `docker-bake.hcl`, and the same in JSON.
///
/// Images are what contexts name with `docker-image://`, what caches are read from, and what Dockerfiles inside of the file
/// refer to. Values of `args` are not looked at: what they mean is up to the Dockerfile. `tags` and `output` are results.
struct BakeFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        let body =
            try Self.isJSON(text)
            ? BakeJSON(source: text.bytes).body(of: JSONCReader.read(text)) : HCLReader.read(text).body
        var collector = BakeCollector(text, BakeVariables(body, source: text.bytes))
        let contextNames = BakeContexts(body)
        for target in body.blocks where target.type == "target" {
            let hidden = Self.matrixVariables(target.body)
            for contexts in target.body.values("contexts") {
                for value in Self.values(contexts) {
                    collector.visit(value, as: .context, role: .buildContext, hidden: hidden)
                }
            }
            for cache in target.body.values("cache-from") {
                collector.visit(cache, as: .cache, role: .cacheFrom, hidden: hidden)
            }
            for dockerfile in target.body.values("dockerfile-inline") {
                try collector.visitDockerfile(
                    dockerfile,
                    hidden: hidden,
                    contexts: contextNames.names(in: target),
                    context: context
                )
            }
        }
        return collector.references()
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        guard Self.isJSON(text) else { return try HCLReader.read(text).elements }
        var elements: [StructureElement] = []
        try JSONCReader.read(text).describe(in: text.bytes, to: &elements)
        return elements
    }

    private static func isJSON(_ text: SourceText) -> Bool {
        text.bytes[text.start...].first { $0 != 0x20 && !(0x09...0x0d).contains($0) } == UInt8(ascii: "{")
    }

    /// The values of an object's keys, also where a condition chooses the object.
    private static func values(_ contexts: HCLExpression) -> [HCLExpression] {
        switch contexts {
        case .object(let items): items.map(\.value)
        case .conditional(_, let branches): branches.flatMap(values)
        case .opaque(let parts): parts.flatMap(values)
        case .template, .variable, .list, .constant: []
        }
    }

    /// The variables that have a value of their own in each of the targets that a matrix makes.
    private static func matrixVariables(_ target: HCLBody) -> Set<String> {
        var names: Set<String> = []
        for case .object(let items) in target.values("matrix") { names.formUnion(items.compactMap(\.name)) }
        return names
    }
}
