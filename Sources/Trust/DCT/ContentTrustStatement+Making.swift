// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

extension ContentTrustStatement {
    /// Creates what a file says of a name; nil when the name is no tag.
    init?(_ name: String, _ target: ContentTrustTargets.Target, in role: String, _ file: ContentTrustTargets) {
        // Losing the reason is right: names that are no tags are counted by those who read the files in force.
        guard let tag = try? Tag(name) else { return nil }
        self.init(
            tag: tag,
            digest: target.digest,
            size: target.length,
            version: file.version,
            expires: file.expires,
            roles: [role],
            signers: file.signers.map(\.id)
        )
    }

    /// The roles that docker asks, in its order.
    private static let order = ["targets/releases", "targets"]

    /// What each tag means by the files in force, as docker takes it: `targets/releases` comes first, then `targets`.
    static func effective(
        _ files: [String: ContentTrustTargets],
        notes: inout [String]
    ) -> [ContentTrustStatement] {
        let roles = order.filter { files[$0] != nil } + files.keys.filter { !order.contains($0) }.sorted()
        var found: [Tag: ContentTrustStatement] = [:]
        var others = 0
        for role in roles {
            guard let file = files[role] else { continue }
            others += file.unusable.count
            for (name, target) in file.targets.sorted(by: { $0.key < $1.key }) {
                guard let statement = ContentTrustStatement(name, target, in: role, file) else {
                    others += 1
                    continue
                }
                guard let known = found[statement.tag] else {
                    found[statement.tag] = statement
                    continue
                }
                if known.digest == statement.digest {
                    found[statement.tag] = known.joined(statement)
                } else if notes.count < 100 {
                    notes.append("\(role) says that \(name) means \(target.digest), and docker would not believe it")
                }
            }
        }
        if others > 0 { notes.append("left out: \(others) names in force that are no tags of images") }
        let sorted = found.values.sorted { $0.tag < $1.tag }
        let unasked = sorted.filter { Set(order).isDisjoint(with: $0.roles) }.map(\.tag.rawValue)
        if !unasked.isEmpty {
            let more = unasked.count > 5 ? " and \(unasked.count - 5) more" : ""
            notes.append(
                "docker does not ask the roles that alone name \(unasked.prefix(5).joined(separator: ", "))\(more)"
            )
        }
        return sorted
    }

    /// Orders what tags came to mean, so that the last statement about a tag in force says what it means now.
    ///
    /// Dates alone cannot tell. A file that was signed anew, because its key was replaced, dates all that it says later
    /// than a role that docker asks before it.
    ///
    /// - Parameters:
    ///   - statements: What tags came to mean, in no order.
    ///   - current: What they mean now, each tag once.
    /// - Returns: The statements, oldest first.
    static func history(
        _ statements: [ContentTrustStatement],
        endingWith current: [ContentTrustStatement]
    ) -> [ContentTrustStatement] {
        let history = joined(statements)
        let places = Dictionary(grouping: history.indices) { history[$0].tag }
        var moved: Set<Int> = []
        var following: [Int: ContentTrustStatement] = [:]
        for meaning in current {
            guard let own = places[meaning.tag], let last = own.last, history[last].digest != meaning.digest else {
                continue
            }
            let place = own.last {
                history[$0].digest == meaning.digest && history[$0].roles.contains(meaning.roles[0])
            }
            following[last] = place.map { history[$0] } ?? meaning
            // What came later from roles that docker asks after its own never counted. What came from one that it asks
            // before counted until it was taken back: then the tag came to mean the same once more.
            if let place, own.allSatisfy({ $0 <= place || meaning.isAsked(before: history[$0]) }) {
                moved.insert(place)
            }
        }
        return history.indices.flatMap { place in
            (moved.contains(place) ? [] : [history[place]]) + (following[place].map { [$0] } ?? [])
        }
    }

    /// Tells whether docker asks the role of this statement before any role of another.
    private func isAsked(before other: ContentTrustStatement) -> Bool {
        let rank = { (role: String) in Self.order.firstIndex(of: role) ?? Self.order.count }
        return other.roles.allSatisfy { rank(roles[0]) < rank($0) }
    }

    /// Orders statements by time, oldest first, and joins those that say the same in several roles.
    ///
    /// Files do not say when they were signed, but when they expire, which lies the same span later for all of them.
    private static func joined(_ statements: [ContentTrustStatement]) -> [ContentTrustStatement] {
        let sorted = statements.sorted { left, right in
            (left.expires.microseconds, left.version, left.roles[0], left.tag.rawValue)
                < (right.expires.microseconds, right.version, right.roles[0], right.tag.rawValue)
        }
        var joined: [ContentTrustStatement] = []
        var last: [Tag: Int] = [:]
        for statement in sorted {
            if let position = last[statement.tag], joined[position].digest == statement.digest,
                !joined[position].roles.contains(statement.roles[0])
            {
                joined[position] = joined[position].joined(statement)
            } else {
                last[statement.tag] = joined.count
                joined.append(statement)
            }
        }
        return joined
    }

    private func joined(_ other: ContentTrustStatement) -> ContentTrustStatement {
        var joined = self
        joined.roles += other.roles.filter { !roles.contains($0) }
        joined.signers += other.signers.filter { !signers.contains($0) }
        return joined
    }
}
