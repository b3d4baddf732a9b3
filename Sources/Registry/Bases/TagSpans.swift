// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// What a tag meant from one moment to another.
struct TagSpan: Hashable {
    let digest: Digest
    let from: Timestamp
    /// When it came to mean something else or was deleted; nil while it means this.
    let until: Timestamp?

    func contains(_ moment: Timestamp) -> Bool {
        from <= moment && until.map { moment < $0 } ?? true
    }
}

/// What a tag meant, newest first, as the append-only history tells it.
struct TagSpans {
    /// The spans; of a longer history the newest.
    let spans: [TagSpan]
    /// Whether the tag exists.
    let exists: Bool

    /// The most spans that are looked at.
    private static let maximum = 100
    /// The most events that are read: what upstreams say of a tag lies in between.
    private static let maximumEvents = 2_000
    private static let page = 250

    init(of tag: Tag, in repository: RepositoryName, _ store: any MetadataReader) throws {
        var spans: [TagSpan] = []
        var exists = false
        var isNewest = true
        var until: Timestamp?
        var before: Int64?
        var count = 0
        reading: while count < Self.maximumEvents {
            let events = try store.events(in: repository, tag: tag, before: before, limit: Self.page)
            count += events.count
            for event in events where event.kind.setsTag || event.kind == .deleted {
                if event.kind.setsTag, let digest = event.digest {
                    exists = exists || isNewest
                    spans.append(TagSpan(digest: digest, from: event.time, until: until))
                    guard spans.count < Self.maximum else { break reading }
                }
                isNewest = false
                until = event.time
            }
            guard let last = events.last, events.count == Self.page else { break }
            before = last.index
        }
        self.spans = spans
        self.exists = exists
    }

    /// What the tag means.
    var current: Digest? { exists ? spans.first?.digest : nil }

    /// Tells whether the tag meant something at a moment.
    func meant(_ digest: Digest, at moment: Timestamp) -> Bool {
        spans.contains { $0.digest == digest && $0.contains(moment) }
    }

    /// The spans with the one at a moment first, then the others, newest first.
    func spans(firstAt moment: Timestamp) -> [TagSpan] {
        guard let index = spans.firstIndex(where: { $0.contains(moment) }) else { return spans }
        return [spans[index]] + spans[..<index] + spans[(index + 1)...]
    }
}
