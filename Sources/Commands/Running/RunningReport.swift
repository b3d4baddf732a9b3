// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What runs, and how far it is behind.
struct RunningReport {
    /// A container with what its tag's history says of it.
    struct Entry {
        let container: RunningContainer
        let place: TagPlace?
        let standing: TagStanding
        let base: BaseStanding?
        /// How asking failed, if it did.
        var failure: ExitStatus?
    }

    let entries: [Entry]

    /// How the command ends: what could not be judged counts before what was found.
    var status: ExitStatus {
        let unknown = entries.filter { $0.standing.status == .unknown }
        guard unknown.isEmpty else {
            guard unknown.count == entries.count else { return .partial }
            let failures = Set(entries.map { $0.failure ?? .registry })
            return failures.count == 1 ? failures.first ?? .registry : .registry
        }
        return entries.allSatisfy { $0.standing.status == .current } ? .done : .finding
    }

    /// A table with a container a line.
    func text(style: Style, now: Int64) -> String {
        var table = Table(["NAMESPACE", "NAME", "IMAGE", "DIGEST", "STATUS", "SINCE", "BASE"])
        for entry in entries {
            table.add([
                Table.Cell(entry.container.namespace ?? ""),
                Table.Cell(entry.container.name),
                Table.Cell(Self.shortened(entry.container.image)),
                Table.Cell(entry.digest?.short ?? ""),
                Table.Cell(Self.words(entry.standing), emphasis: Self.emphasis(of: entry.standing)),
                Table.Cell(Age.dated(entry.standing.since, at: now) ?? ""),
                Table.Cell(entry.base?.text(at: now) ?? "") { $0.attention($1) },
            ])
        }
        return table.text(style: style)
    }

    /// Why containers could not be judged, each reason once.
    var reasons: [String] {
        var names: [String: [String]] = [:]
        for entry in entries { entry.standing.reason.map { names[$0, default: []].append(entry.container.name) } }
        return names.sorted { $0.key < $1.key }.map { reason, names in
            let others = names.count > 3 ? " and \(names.count - 3) more" : ""
            return "\(names.prefix(3).joined(separator: ", "))\(others): \(reason)"
        }
    }

    /// The document `holdfast.running/1`.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.running/1")
            json.member("containers", entries) { json, entry in
                json.member("name", entry.container.name)
                json.member("namespace", entry.container.namespace)
                json.member("image", entry.container.image)
                json.member("digest", entry.digest?.rawValue)
                json.member("repository", entry.place?.path)
                json.member("tag", entry.place?.tag.rawValue)
                json.member("status", entry.standing.status.rawValue)
                json.member("behind", entry.standing.behind.map(Int64.init))
                json.member("since", entry.standing.since)
                json.member("approved", value: entry.standing.isApproved.map { .bool($0) } ?? .null)
                if let base = entry.base {
                    json.member("base") { json in
                        json.member("status", base.status)
                        json.member("base", base.base)
                        json.member("since", base.since)
                    }
                } else {
                    json.member("base", value: .null)
                }
                json.member("message", entry.standing.reason)
            }
        }
        return json.bytes
    }
}

// MARK: - Words

extension RunningReport.Entry {
    /// The digest that runs, by preference the one that the tag's history knows.
    fileprivate var digest: Digest? { standing.digest ?? container.digest }
}

extension RunningReport {
    private static func words(_ standing: TagStanding) -> String {
        switch standing.status {
        case .behind:
            let moves = standing.behind.map { Quantity.count($0, "move") } ?? "moves"
            return "\(moves) behind" + (standing.isApproved == false ? ", rejected since" : "")
        case .current: return standing.isApproved == false ? "current, rejected since" : "current"
        case .never: return "never meant by this tag"
        case .deleted: return "the tag was deleted"
        case .held: return "held, never approved"
        case .rejected: return "rejected"
        case .unknown: return "unknown"
        }
    }

    private static func emphasis(of standing: TagStanding) -> (Style, String) -> String {
        switch standing.status {
        case .current: { $0.success($1) }
        case .behind, .held, .unknown: { $0.attention($1) }
        case .never, .rejected, .deleted: { $0.failure($1) }
        }
    }

    /// An image without the digits of a digest, which have a column of their own.
    private static func shortened(_ image: String) -> String {
        guard let at = image.firstIndex(of: "@"), at != image.startIndex else { return image }
        return String(image[..<at])
    }
}
