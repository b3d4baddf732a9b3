// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIModel
import Testing

@Suite struct LayerHistoryTests {
    private func history(_ steps: String, diffIDs: Int, layers: Int) throws -> LayerHistory {
        let digests = (0..<diffIDs).map { "\"\(Sample.digest("d\($0)"))\"" }.joined(separator: ",")
        let identity = try Sample.identity(
            "a",
            config: #"{"rootfs":{"diff_ids":[\#(digests)]},"history":[\#(steps)]}"#,
            layers: (0..<layers).map { "l\($0)" }
        )
        return LayerHistory(identity.config, layers: identity.layers)
    }

    static let steps = #"{"created_by":"ADD"},{"created_by":"ENV","empty_layer":true},{"created_by":"RUN"}"#

    @Test func pairsStepsWithLayers() throws {
        let history = try history(Self.steps, diffIDs: 2, layers: 2)
        #expect(history.problem == nil)
        #expect(history.steps.map(\.history?.createdBy) == ["ADD", "ENV", "RUN"])
        #expect(history.steps.map(\.layer?.index) == [0, nil, 1])
        #expect(history.steps[2].layer?.diffID == Sample.digest("d1"))
        #expect(history.steps[2].layer?.digest == Sample.digest("l1"))
    }

    @Test(arguments: [
        (LayerHistoryTests.steps, 3, 3, "layers that the history names: 2; layers that there are: 3"),
        (LayerHistoryTests.steps, 1, 1, "layers that the history names: 2; layers that there are: 1"),
        (LayerHistoryTests.steps, 2, 3, "layers that the configuration names: 2; layers of the manifest: 3"),
        ("", 1, 1, "the image has no history"),
    ])
    func showsOnlyLayersWhenTheHistoryDoesNotFit(steps: String, diffIDs: Int, layers: Int, problem: String) throws {
        let history = try history(steps, diffIDs: diffIDs, layers: layers)
        #expect(history.problem == problem)
        #expect(history.steps.map(\.layer?.index) == Array(0..<layers))
        #expect(history.steps.allSatisfy { $0.history == nil })
    }

    @Test func anImageWithoutLayersNeedsNoHistory() throws {
        #expect(try history("", diffIDs: 0, layers: 0).problem == nil)
    }
}
