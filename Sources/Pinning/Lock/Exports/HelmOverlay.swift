// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Values files that say the digest where a chart's values say the tag.
enum HelmOverlay {
    static func write(_ sources: [LockExport.Source], to draft: inout LockExportDraft) throws(PinningError) {
        for source in sources where source.kind == .helmValues {
            try write(source, to: &draft)
        }
    }

    private static func write(_ source: LockExport.Source, to draft: inout LockExportDraft) throws(PinningError) {
        let references = ReferencesBySpan(source)
        var finder = ValuePaths(references)
        for document in try YAMLStream.parse(source.text).documents { try finder.walk(document) }
        var overlay = ValueTree()
        for found in source.references {
            guard let reference = draft.pinned(found) else { continue }
            do throws(Obstacle) {
                for place in try places(of: found, in: finder) {
                    overlay.set(try value(of: reference, found, in: place.text), at: place.path[...])
                }
            } catch {
                draft.omit(found, because: error.reason)
            }
        }
        draft.add(overlay, beside: source)
    }
}

// MARK: What is written

extension HelmOverlay {
    private struct Obstacle: Error {
        var reason: String
    }

    private static func places(
        of found: FoundReference,
        in finder: ValuePaths
    ) throws(Obstacle) -> [ValuePaths.Place] {
        let places = finder.places(of: found)
        guard !places.isEmpty else { throw Obstacle(reason: "it is not the whole of a value: pin it in the file") }
        if case .lockOnly(let reason) = found.editing, found.holding != .tag || places.count > 1 {
            throw Obstacle(reason: reason)
        }
        guard !places.contains(where: \.isInList) else {
            throw Obstacle(reason: "it stands in a list, which Helm replaces as a whole: pin it in the file")
        }
        return places
    }

    /// What the value has to be; the text before the reference stays, and so does what the chart puts before it.
    private static func value(
        of reference: Reference,
        _ found: FoundReference,
        in text: String
    ) throws(Obstacle) -> String {
        guard let digest = reference.digest, text.hasSuffix(found.written) else {
            throw Obstacle(reason: "the value is not the reference alone: pin it in the file")
        }
        if case .lockOnly = found.editing {
            return (reference.tag.map(\.rawValue) ?? "") + "@\(digest)"
        }
        return text.dropLast(found.written.count) + (found.pinning(to: digest)?.to ?? found.written)
    }
}
