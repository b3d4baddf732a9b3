// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff

/// Which differences a visitor wants to see, and where in their order the page is.
struct DifferenceSelection: Equatable, Sendable {
    /// What is shown of the files.
    enum Breadth: String, Sendable {
        /// What is not noise.
        case notable
        case all
    }

    /// The most differences of a page.
    static let pageSize = 500

    var breadth = Breadth.notable
    /// The platform that alone is shown; nil shows every.
    var platform: String?
    /// The page, from 1.
    var page = 1

    init(breadth: Breadth = .notable, platform: String? = nil, page: Int = 1) {
        self.breadth = breadth
        self.platform = platform
        self.page = page
    }

    /// Reads a query; a value that makes no sense counts as none.
    init(_ query: Query) {
        self.breadth = query["show"].flatMap(Breadth.init) ?? .notable
        self.platform = query["platform"].flatMap { $0.isEmpty ? nil : $0 }
        self.page = query["page"].flatMap { Int($0) }.map { min(max($0, 1), 1_000_000) } ?? 1
    }

    /// The query of another page of the same selection, without a question mark.
    func parameters(page: Int) -> [(name: String, value: String)] {
        var parameters: [(name: String, value: String)] = []
        if breadth != .notable { parameters.append(("show", breadth.rawValue)) }
        if let platform { parameters.append(("platform", platform)) }
        if page > 1 { parameters.append(("page", String(page))) }
        return parameters
    }
}

/// One page of the differences of a document.
struct DifferencePage: Sendable {
    /// The differences of this page, the heaviest first, then by path and platform.
    let changes: [FileChange]
    /// How many differences the selection has.
    let total: Int
    /// The page that is shown, from 1; the last one if a later one was asked for.
    let number: Int
    /// How many pages there are, at least 1.
    let count: Int
    /// How many of the platform, or of all, are noise, by their kind.
    let noise: [(kind: String, count: Int)]

    init(_ model: DiffPageModel, _ selection: DifferenceSelection) {
        let ofPlatform = model.files.filter { selection.platform == nil || $0.platform == selection.platform }
        var noise: [String: Int] = [:]
        for change in ofPlatform { if let kind = change.noise { noise[kind, default: 0] += 1 } }
        let selected = ofPlatform.filter { selection.breadth == .all || $0.noise == nil }.sorted(by: Self.isBefore)
        self.total = selected.count
        self.count = max(1, (selected.count + DifferenceSelection.pageSize - 1) / DifferenceSelection.pageSize)
        self.number = min(max(selection.page, 1), count)
        self.changes = Array(
            selected.dropFirst((number - 1) * DifferenceSelection.pageSize).prefix(DifferenceSelection.pageSize)
        )
        self.noise = noise.map { ($0.key, $0.value) }.sorted { ($1.count, $0.kind) < ($0.count, $1.kind) }
    }

    /// How many differences are noise.
    var noiseCount: Int { noise.reduce(0) { $0 + $1.count } }

    private static func isBefore(_ left: FileChange, _ right: FileChange) -> Bool {
        if left.severity != right.severity { return left.severity > right.severity }
        if left.path != right.path { return left.path.utf8.lexicographicallyPrecedes(right.path.utf8) }
        return left.platform < right.platform
    }
}
