// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What has to be asked so that a lock says what the references of a tree mean.
///
/// The files are what people decided: a digest that stands in a file goes into the lock, not what its tag means today. What
/// the lock knows already stays as it is, unless an upgrade is asked for.
public struct LockPlan: Sendable {
    /// What happens to what the lock knows already.
    public enum Mode: Hashable, Sendable {
        /// It stays.
        case keep
        /// Tags are asked for again: all, or those given. A name without a tag stands for all its tags.
        case upgrade(only: [Reference]?)
    }

    /// The references to ask registries for, in order: with a tag, and with a digest too where a file says it.
    ///
    /// Of one with a digest that content is wanted, whatever the tag means.
    public let toResolve: [Reference]
    /// The entries that stay as they are.
    public let kept: [LockFile.Entry]
    /// The entries that no file needs any more.
    public let dropped: [LockFile.Entry]
    /// The references that cannot be locked, as files do not say what they mean.
    public let unknown: [FoundReference]
    private let current: LockFile

    /// Plans a lock.
    ///
    /// - Parameters:
    ///   - current: The lock as it is; nil when there is none.
    ///   - wanted: Every reference of the tree.
    ///   - mode: What happens to what the lock knows already.
    /// - Returns: The plan.
    /// - Throws: ``PinningError/Code/configuration`` when two files pin one tag to different digests, or none has what is
    ///   to be upgraded; ``PinningError/Code/tooLarge`` when a lock cannot hold them all.
    public static func plan(
        current: LockFile?,
        wanted: [FoundReference],
        mode: Mode = .keep
    ) throws(PinningError) -> LockPlan {
        let current = current ?? LockFile([])
        var needs = LockNeeds(current: current, mode: mode)
        for found in wanted { try needs.add(found) }
        try needs.requireUpgrades()
        guard needs.keys.count <= LockFile.maximumEntries else {
            throw PinningError(.tooLarge, "a lock has at most \(LockFile.maximumEntries) images")
        }
        var questions: [Reference] = []
        var kept: [LockFile.Entry] = []
        for key in LockFile.sorted(needs.keys) {
            let entry = current[key]
            let digest = needs.digest(of: key)
            if let entry, !needs.isUpgraded(key), digest == nil || digest == entry.digest {
                kept.append(entry)
            } else {
                var question = key
                question.digest = digest ?? key.digest
                questions.append(question)
            }
        }
        return LockPlan(
            toResolve: questions,
            kept: kept,
            dropped: current.entries.filter { !needs.keys.contains($0.reference) },
            unknown: needs.unknown,
            current: current
        )
    }

    /// The lock once registries have answered.
    ///
    /// An entry whose digest is the old one stays the old one, byte for byte. A question without an answer, or with another
    /// digest than it asks for, leaves the old entry, if there is one.
    ///
    /// - Parameter resolved: The answers by the elements of ``toResolve``.
    /// - Returns: The lock to write.
    public func finished(with resolved: [Reference: LockFile.Entry]) -> LockFile {
        LockFile(
            kept
                + toResolve.compactMap { question in
                    let key = LockFile.key(of: question)
                    let old = current[key]
                    guard let answer = resolved[question], question.digest == nil || question.digest == answer.digest,
                        answer.digest != old?.digest
                    else { return old }
                    return LockFile.Entry(
                        reference: key,
                        digest: answer.digest,
                        mediaType: answer.mediaType,
                        platforms: answer.platforms,
                        resolvedAt: answer.resolvedAt,
                        resolvedFrom: answer.resolvedFrom,
                        previous: old?.digest,
                        log: answer.log
                    )
                }
        )
    }
}
