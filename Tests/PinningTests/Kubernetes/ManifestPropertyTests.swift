// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

/// What holds for every file of Kubernetes, kustomize and Helm.
@Suite struct ManifestPropertyTests {
    static let manifests: [(FileKind, ManifestCase)] =
        (KubernetesFormatTests.core + KubernetesFormatTests.custom + ManifestDoubtTests.resources)
        .map { (.kubernetes, $0) }
        + KustomizationFormatTests.cases.map { (.kustomization, $0) }
        + (HelmValuesFormatTests.shapes + HelmChartShapeTests.shapes).map { (.helmValues, $0) }

    private static let digest = "sha256:" + String(repeating: "9f", count: 32)

    @Test(arguments: manifests.indices) func spansSpellWhatIsWritten(_ index: Int) throws {
        let (kind, manifest) = Self.manifests[index]
        let text = SourceText(path: "f.yaml", bytes: Array(manifest.text.utf8))
        for reference in try kind.format.references(in: text, context: ReadingContext()) {
            #expect(text.text(in: reference.span) == reference.written)
        }
    }

    @Test(arguments: manifests.indices, ["\n", "\r\n"])
    func pinningIsUndoneByteForByte(_ index: Int, _ lineEnd: String) throws {
        let (kind, manifest) = Self.manifests[index]
        let lines = manifest.text.split(separator: "\n", omittingEmptySubsequences: false)
        // A byte order mark, as editors that write such lines put it.
        let original = (lineEnd == "\n" ? [] : [0xef, 0xbb, 0xbf]) + Array(lines.joined(separator: lineEnd).utf8)
        let digest = try Digest(Self.digest)
        let found = try Self.editable(original, kind)
        let pinned = Self.apply(found.compactMap { $0.pinning(to: digest) }, to: original)
        let foundPinned = try Self.editable(pinned, kind)
        #expect(foundPinned.map(\.role) == found.map(\.role))
        #expect(foundPinned.allSatisfy { $0.pinnedDigest == digest })
        #expect(
            foundPinned.map { Self.withoutDigest($0.reference) } == found.map { Self.withoutDigest($0.reference) }
        )
        let backEdits = try zip(foundPinned, found).compactMap { pinned, before in
            try before.pinnedDigest.map { pinned.pinning(to: $0) } ?? pinned.unpinning()
        }
        #expect(Self.apply(backEdits, to: pinned) == original)
    }

    /// Mutates the texts by seeded edits: whatever comes of it is refused or read with spans that are valid and in order.
    @Test func survivesMutations() {
        var random = SeededBytes(state: 0x5eed)
        for round in 0..<12 {
            for (kind, manifest) in Self.manifests {
                var bytes = Array(manifest.text.utf8)
                for _ in 0...(round % 3) { random.mutate(&bytes) }
                let text = SourceText(path: "f.yaml", bytes: bytes)
                guard let found = try? kind.format.references(in: text, context: ReadingContext()) else { continue }
                var end = 0
                for reference in found {
                    #expect(reference.span.lowerBound >= end)
                    end = reference.span.upperBound
                    #expect(end <= bytes.count)
                    if case .lockOnly = reference.editing { continue }
                    #expect(text.text(in: reference.span) == reference.written)
                }
            }
        }
    }

    private static func editable(_ bytes: [UInt8], _ kind: FileKind) throws -> [FoundReference] {
        try kind.format.references(in: SourceText(path: "f.yaml", bytes: bytes), context: ReadingContext())
            .filter { $0.editing == .inPlace && $0.reference != nil }
    }

    private static func withoutDigest(_ reference: Reference?) -> Reference? {
        var reference = reference
        reference?.digest = nil
        return reference
    }

    private static func apply(_ edits: [Edit], to bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for edit in edits.reversed() { bytes.replaceSubrange(edit.span, with: Array(edit.to.utf8)) }
        return bytes
    }
}

/// A reproducible source of small changes to bytes.
private struct SeededBytes {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(max(1, bound)))
    }

    mutating func mutate(_ bytes: inout [UInt8]) {
        let place = next(below: bytes.count)
        switch next(below: 4) {
        case 0: bytes[place] = UInt8(next(below: 256))
        case 1: bytes.remove(at: place)
        case 2:
            bytes.insert(
                contentsOf: Array(
                    ["*a ", "&a ", "<<: ", "\n", "{{", "'", "\"", "- ", "@", ": "][next(below: 10)].utf8
                ),
                at: place
            )
        default:
            let start = next(below: bytes.count)
            bytes.insert(contentsOf: bytes[start..<min(bytes.count, start + next(below: 60))], at: place)
        }
    }
}
