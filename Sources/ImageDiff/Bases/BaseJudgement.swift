// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Whether a base moved, and how that is known.
///
/// Never `current` for want of better knowledge: layers that prove nothing leave it unknown. Cost is linear in layers and
/// steps.
public struct BaseJudgement: Hashable, Sendable {
    /// The judgement in one word.
    public let status: BaseStatus
    /// The number of the lowest layer of the base that is another one now, from 0; nil if that is not known or none is.
    public let changedFromLayer: Int?
    /// What says so, and what speaks against it.
    public let evidence: [BaseEvidence]
    /// The judgement for people.
    public let words: String

    /// Judges.
    ///
    /// - Parameter question: What is known.
    public init(_ question: BaseQuestion) {
        self =
            switch (question.now, question.then) {
            case (.unknown(let reason), _):
                BaseJudgement(.unknown, question.evidence, reason)
            case (.dropped(let digest, let platform), let then):
                Self.dropped(digest, platform, then, question)
            case (.meaning(let now), let then?):
                then.sameness(as: now).map { Self.same($0, then, now, question) }
                    ?? Self.changed(then, now, question)
            case (.meaning(let now), nil):
                Self.byLayers(now, question)
            }
    }

    init(_ status: BaseStatus, from layer: Int? = nil, _ evidence: [BaseEvidence], _ words: String) {
        self.status = status
        self.changedFromLayer = layer
        self.evidence = evidence
        self.words = words
    }
}

// MARK: With what the base was

extension BaseJudgement {
    private static func dropped(
        _ digest: Digest,
        _ platform: String,
        _ then: BaseMeaning?,
        _ question: BaseQuestion
    ) -> BaseJudgement {
        guard then?.digest != digest else {
            let evidence =
                question.evidence + [
                    BaseEvidence(.digest, "\(digest.short) has no image for \(platform)", .contradicts)
                ]
            return BaseJudgement(.unknown, evidence, "the base that is named has no image for \(platform)")
        }
        let evidence = question.evidence + [BaseEvidence(.digest, "\(digest.short) has no image for \(platform)")]
        return BaseJudgement(.moved, evidence, "the base dropped \(platform)")
    }

    private static func same(
        _ sameness: String,
        _ then: BaseMeaning,
        _ now: BaseMeaning,
        _ question: BaseQuestion
    ) -> BaseJudgement {
        let evidence = question.evidence + [BaseEvidence(.digest, sameness)]
        guard let content = now.content ?? then.content else {
            return BaseJudgement(.current, evidence, "the base is what its tag means")
        }
        guard question.image.begins(with: content) else {
            let holdsSomething = content.isEvidence(upTo: content.layers.count)
            return BaseJudgement(
                .unknown,
                evidence + [
                    BaseEvidence(
                        .layers,
                        holdsSomething
                            ? "the image does not begin with the layers of the base that is named"
                            : "the base that is named has no layers that hold something",
                        holdsSomething ? .contradicts : .fits
                    )
                ],
                "the image does not show the base that it names: it was squashed, or names another one"
            )
        }
        let count = Self.count(content.layers.count, "layer")
        return BaseJudgement(
            .current,
            evidence + [BaseEvidence(.layers, "the image begins with all its \(count)")],
            "the base is what its tag means"
        )
    }

    private static func changed(
        _ then: BaseMeaning,
        _ now: BaseMeaning,
        _ question: BaseQuestion
    ) -> BaseJudgement {
        var evidence = question.evidence
        evidence.append(BaseEvidence(.digest, "was \(then.digest.short), the tag means \(now.digest.short)"))
        let image = question.image
        if let old = then.content, !image.begins(with: old), old.isEvidence(upTo: old.layers.count) {
            evidence.append(
                BaseEvidence(.layers, "the image does not begin with the layers of \(then.digest.short)", .contradicts)
            )
            if let new = now.content, image.begins(with: new) {
                let count = Self.count(new.layers.count, "layer")
                evidence.append(BaseEvidence(.layers, "it begins with all \(count) of \(now.digest.short)"))
                return BaseJudgement(.unknown, evidence, "the base that is named moved, but the layers are not its")
            }
        }
        guard let new = now.content else {
            return BaseJudgement(.moved, evidence, "the base moved; the layers of the new one are not known here")
        }
        guard let old = then.content else { return changed(to: new, question, evidence) }
        if old.layers == new.layers { return sameLayers(old, new, evidence) }
        let shared = old.countShared(with: new)
        if shared == new.layers.count, shared > 0 {
            let lost = Self.count(old.layers.count - shared, "layer")
            evidence.append(
                BaseEvidence(.layers, "the new base is the old one without its top \(lost)")
            )
            return BaseJudgement(.shrunk, from: shared, evidence, "the base shrank by its top \(lost)")
        }
        return moved(from: shared, evidence)
    }

    /// The base is known by its digest alone: so the image stands for its layers.
    private static func changed(
        to new: BaseContent,
        _ question: BaseQuestion,
        _ evidence: [BaseEvidence]
    ) -> BaseJudgement {
        guard !question.image.begins(with: new) else {
            let layers = BaseEvidence(.layers, "the image begins with all that is in the new base")
            let words = "the base moved; its top layers went, its settings changed, or it was packed anew"
            return BaseJudgement(.moved, evidence + [layers], words)
        }
        return moved(from: question.image.countShared(with: new), evidence)
    }

    private static func moved(from layer: Int, _ evidence: [BaseEvidence]) -> BaseJudgement {
        let words =
            layer == 0
            ? "the base was rebuilt from its lowest layer up" : "the base changed from layer \(layer) up"
        let shared = layer == 0 ? "no layer is the same" : "the lowest \(Self.count(layer, "layer")) stayed"
        return BaseJudgement(.moved, from: layer, evidence + [BaseEvidence(.layers, shared)], words)
    }

    private static func sameLayers(
        _ old: BaseContent,
        _ new: BaseContent,
        _ evidence: [BaseEvidence]
    ) -> BaseJudgement {
        var evidence = evidence
        evidence.append(BaseEvidence(.layers, "the layers are the same"))
        guard let before = old.config, let after = new.config else {
            return BaseJudgement(.metadataOnly, evidence, "the base has the same layers in another manifest")
        }
        let fields = ConfigComparison(before, after).differences.map(\.field.rawValue)
        let names = fields.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        guard !names.isEmpty else {
            return BaseJudgement(
                .metadataOnly,
                evidence,
                "the base was packed anew; nothing that images inherit differs"
            )
        }
        evidence.append(BaseEvidence(.steps, "settings that differ: \(names.joined(separator: ", "))"))
        return BaseJudgement(.metadataOnly, evidence, "the base has the same layers and other settings")
    }

    /// A number with its noun.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
