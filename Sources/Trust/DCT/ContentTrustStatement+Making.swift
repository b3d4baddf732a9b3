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

    /// What each tag means by the files in force, as docker takes it: `targets/releases` comes first, then `targets`.
    static func effective(
        _ files: [String: ContentTrustTargets],
        notes: inout [String]
    ) -> [ContentTrustStatement] {
        let order = ["targets/releases", "targets"]
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
        return found.values.sorted { $0.tag < $1.tag }
    }

    /// Orders statements by time, oldest first, and joins those that say the same in several roles.
    ///
    /// Files do not say when they were signed, but when they expire, which lies the same span later for all of them.
    static func joined(_ statements: [ContentTrustStatement]) -> [ContentTrustStatement] {
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
