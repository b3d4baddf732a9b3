// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import ImageReading
import OCIClient
import OCIModel

/// Finds out of an image in any place whether its base moved: one HEAD for the name of the base, and what is needed besides
/// by digest.
struct ImageBases {
    let location: ImageLocation
    let platform: Platform?
    let settings: PlaceSettings

    /// The most bases that provenance names which are looked at.
    private static let maximumMaterials = 8

    /// A line for each platform.
    func lines(remark: @escaping OpenImage.Remarks) async throws -> [BaseLine] {
        try await ImageAccess.withAccess(settings) { access in
            // A login on the command line is for the image's registry, and no other one is to see it.
            var others = settings
            others.login = nil
            return try await ImageAccess.withAccess(others) { elsewhere in
                try await access.withSource(location) { source in
                    let image = try await OpenImage.open(location, in: source, remark: remark)
                    var lines: [BaseLine] = []
                    for variant in try await image.variants(platform) {
                        lines.append(try await line(of: variant, in: image) { isHome($0) ? access : elsewhere })
                    }
                    return lines
                }
            }
        }
    }

    private func isHome(_ base: Reference) -> Bool {
        guard case .registry(let reference) = location else { return false }
        return reference.normalized().host == base.normalized().host
    }

    private func line(
        of variant: ImageVariant,
        in image: OpenImage,
        access: (Reference) -> ImageAccess
    ) async throws -> BaseLine {
        let content = BaseContent(variant.config)
        let platform = variant.platform
        let named = try await NamedBase.list(of: variant, in: image)
        guard let base = try await base(among: named, of: content, platform, access) else {
            let used = named.isEmpty ? "nothing names its base" : "it names what it was built with, and not on what"
            let judgement = BaseJudgement(BaseQuestion(image: content, then: nil, now: .unknown(used)))
            return BaseLine(judgement, of: image.name, platform: "\(platform)", base: nil)
        }
        guard let tag = base.tag else {
            let reason = "it names its base by the digest alone: no tag tells whether that moved"
            let question = BaseQuestion(image: content, then: nil, now: .unknown(reason), evidence: [base.evidence])
            return line(BaseJudgement(question), base, nil, image, platform)
        }
        let (question, current) = try await BaseReading(access: access(tag), tag: tag, platform: platform)
            .question(about: content, builtOn: base.digest, evidence: [base.evidence])
        return line(BaseJudgement(question), base, current, image, platform)
    }

    private func line(
        _ judgement: BaseJudgement,
        _ base: NamedBase,
        _ current: Digest?,
        _ image: OpenImage,
        _ platform: Platform
    ) -> BaseLine {
        var line = BaseLine(judgement, of: image.name, platform: "\(platform)", base: base.text)
        line.builtOn = base.digest?.rawValue
        line.current = current?.rawValue
        return line
    }

    /// The base that is named; of what provenance lists the one with the most layers that the image begins with.
    private func base(
        among named: [NamedBase],
        of content: BaseContent,
        _ platform: Platform,
        _ access: (Reference) -> ImageAccess
    ) async throws -> NamedBase? {
        if let first = named.first(where: { $0.rung != .provenance }) { return first }
        guard named.count > 1 else { return named.first }
        var best: (base: NamedBase, depth: Int)?
        for material in named.prefix(Self.maximumMaterials) {
            guard let tag = material.tag, let digest = material.digest else { continue }
            let reading = BaseReading(access: access(tag), tag: tag, platform: platform)
            guard let lower = try await reading.meaning(of: digest)?.content, content.begins(with: lower),
                lower.layers.count > best?.depth ?? 0
            else { continue }
            best = (material, lower.layers.count)
        }
        return best?.base
    }
}
