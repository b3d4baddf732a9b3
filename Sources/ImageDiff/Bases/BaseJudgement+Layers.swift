// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

// MARK: Without knowing what the base was

extension BaseJudgement {
    /// Judges by what the image and the base have in common now; nobody recorded what the base was.
    static func byLayers(_ now: BaseMeaning, _ question: BaseQuestion) -> BaseJudgement {
        let evidence = question.evidence
        let image = question.image
        guard let content = now.content else {
            return BaseJudgement(.unknown, evidence, "nobody recorded what the base was, and its layers are not known")
        }
        guard image.begins(with: content) else {
            let shared = image.countShared(with: content)
            guard shared > 0 else {
                let layers = BaseEvidence(
                    .layers,
                    "the image and \(now.digest.short) share no layer that says something"
                )
                return BaseJudgement(.unknown, evidence + [layers], "nothing shows on what the image was built")
            }
            return parted(at: shared, image, content, evidence)
        }
        let count = count(content.layers.count, "layer")
        let layers = BaseEvidence(.layers, "the image begins with all \(count) of \(now.digest.short)")
        if let history = image.config?.history, let base = content.config?.history, !base.isEmpty,
            !history.starts(with: base)
        {
            return BaseJudgement(
                .metadataOnly,
                evidence + [
                    layers,
                    BaseEvidence(.steps, "the steps of the image do not begin with those of \(now.digest.short)"),
                ],
                "the base has the same layers and was made in other steps"
            )
        }
        return BaseJudgement(
            .current,
            evidence + [layers],
            "the image begins with what the tag means, as far as layers tell"
        )
    }

    /// Judges an image that begins with some layers of the base, not with all: the base was rebuilt above them, or both
    /// stand on a third.
    private static func parted(
        at layer: Int,
        _ image: BaseContent,
        _ base: BaseContent,
        _ evidence: [BaseEvidence]
    ) -> BaseJudgement {
        let shared = BaseEvidence(.layers, "the lowest \(count(layer, "layer")) are the same")
        guard let own = image.config?.layerHistory, let other = base.config?.layerHistory,
            layer < own.count, layer < other.count, !own[layer].createdBy.isEmpty
        else {
            return BaseJudgement(
                .unknown,
                evidence + [shared],
                "the image shares layers with the base; without their steps nothing tells whether it was built on it"
            )
        }
        guard own[layer].createdBy == other[layer].createdBy else {
            let step = BaseEvidence(.steps, "layer \(layer) was made by another step than the base's")
            return BaseJudgement(
                .unknown,
                evidence + [shared, step],
                "the image and the base stand on a third image; nothing shows that one is built on the other"
            )
        }
        let step = BaseEvidence(.steps, "layer \(layer) was made by the same step as the base's, with another outcome")
        return BaseJudgement(
            .moved,
            from: layer,
            evidence + [shared, step],
            "the base was rebuilt from layer \(layer) up since the image was built"
        )
    }
}
