// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

extension ContentTrustReader {
    private static let mostVersions: Int64 = 1_000
    private static let mostGaps = 20
    private static let mostStatements = 20_000
    private static let mostRoles = 100

    /// One who could sign versions of a file, and for which names.
    private struct Candidate: Hashable {
        let role: ContentTrustRole
        let scope: ContentTrustTargets.Delegation?
    }

    /// What going back through the versions of files has found.
    private struct Walk {
        var statements: [ContentTrustStatement] = []
        /// The delegations that any version knew, each once, newest first, by role.
        var delegations: [String: [Candidate]] = [:]
        var seen: Set<String> = ["targets"]
    }

    /// Reads what names came to mean, in no order, as far back as versions can be verified.
    mutating func history(
        of current: ContentTrustCurrent,
        under roots: [ContentTrustRoot]
    ) async throws -> [ContentTrustStatement] {
        var walk = Walk()
        var candidates: [Candidate] = []
        for root in roots {
            let candidate = Candidate(role: root.targets, scope: nil)
            if !candidates.contains(candidate) { candidates.append(candidate) }
        }
        try await goBack("targets", from: current.files["targets"], candidates, &walk)
        while let name = walk.delegations.keys.filter({ !walk.seen.contains($0) }).min() {
            guard walk.seen.count <= Self.mostRoles else {
                note("left out: the history of more than \(Self.mostRoles) roles")
                break
            }
            walk.seen.insert(name)
            try await goBack(name, from: current.files[name], walk.delegations[name] ?? [], &walk)
        }
        return walk.statements
    }

    /// Goes back through the versions of one file.
    ///
    /// Keys are taken in the order in which they were replaced: one that a version did without is not asked about the
    /// versions after it.
    private mutating func goBack(
        _ name: String,
        from current: ContentTrustTargets?,
        _ candidates: [Candidate],
        _ walk: inout Walk
    ) async throws {
        var level = 0
        var later = current
        if later == nil {
            // A role that was dropped: its last file counts as history alone.
            guard let last = try await lastVersion(of: name, candidates, &level) else { return }
            later = last
        }
        guard var later else { return }
        Self.keep(later.delegations, &walk)
        var gaps = 0
        var version = later.version
        let oldest = max(1, later.version - Self.mostVersions)
        while version > oldest, gaps < Self.mostGaps, walk.statements.count < Self.mostStatements, !isExhausted {
            version -= 1
            guard let metadata = try await older(name, version: version) else {
                gaps += 1
                continue
            }
            gaps = 0
            guard let earlier = try verified(metadata, candidates, &level) else { continue }
            Self.keep(earlier.delegations, &walk)
            walk.statements += changes(from: earlier.targets, to: later, of: name)
            later = earlier
        }
        if version > 1, gaps < Self.mostGaps { note("left out: versions of \(name) before \(version)") }
        walk.statements += changes(from: [:], to: later, of: name)
    }

    /// The file that the server still has of a role that is no longer in force.
    private mutating func lastVersion(
        of name: String,
        _ candidates: [Candidate],
        _ level: inout Int
    ) async throws -> ContentTrustTargets? {
        do {
            guard let metadata = try await metadata(name, version: nil) else { return nil }
            return try verified(metadata, candidates, &level)
        } catch let error as ContentTrustError {
            note("left out: \(error)")
            return nil
        }
    }

    private mutating func verified(
        _ metadata: ContentTrustMetadata,
        _ candidates: [Candidate],
        _ level: inout Int
    ) throws -> ContentTrustTargets? {
        for (position, candidate) in candidates.enumerated().dropFirst(level) {
            guard let signers = metadata.signers(of: candidate.role) else { continue }
            do throws(ContentTrustError) {
                let targets = try ContentTrustTargets(metadata, within: candidate.scope, signedBy: signers)
                level = position
                return targets
            } catch {
                note("left out: \(error)")
                return nil
            }
        }
        note("left out: \(metadata.file.path) of \(metadata.file.role) is signed by no keys that were in force")
        return nil
    }

    private static func keep(_ delegations: [ContentTrustTargets.Delegation], _ walk: inout Walk) {
        for delegation in delegations {
            let candidate = Candidate(role: delegation.role, scope: delegation)
            let known = walk.delegations[delegation.role.name, default: []]
            if !known.contains(candidate), known.count < mostRoles {
                walk.delegations[delegation.role.name] = known + [candidate]
            }
        }
    }

    private mutating func changes(
        from earlier: [String: ContentTrustTargets.Target],
        to later: ContentTrustTargets,
        of name: String
    ) -> [ContentTrustStatement] {
        later.targets.compactMap { target, meaning in
            guard earlier[target] != meaning else { return nil }
            return ContentTrustStatement(target, meaning, in: name, later)
        }
    }
}
