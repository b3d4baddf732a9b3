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
    /// An entry whose digest is the old one stays the old one, but for its position in a log new to the lock. A question without an answer, or with another
    /// digest than it asks for, leaves the old entry, if there is one.
    ///
    /// The state of a log is taken when an entry of its repository became another, or when the lock had none: the log grows
    /// with every push, and a lock is not to change with each.
    ///
    /// - Parameters:
    ///   - resolved: The answers by the elements of ``toResolve``.
    ///   - logs: The logs that the registries of the answers keep.
    /// - Returns: The lock to write.
    public func finished(with resolved: [Reference: LockFile.Entry], logs: [LockFile.Log] = []) -> LockFile {
        var known = Set(current.logs.map(\.repository))
        let found = Set(logs.map(\.repository)).subtracting(known)
        let answered = toResolve.compactMap { question -> LockFile.Entry? in
            let key = LockFile.key(of: question)
            let repository = LockFile.repository(of: key)
            var old = current[key]
            guard let answer = resolved[question], question.digest == nil || question.digest == answer.digest else {
                return old
            }
            guard answer.digest != old?.digest else {
                // A position in a log that the lock knew nothing of may be one in another log.
                if found.contains(repository), let log = answer.log { old?.log = log }
                return old
            }
            known.remove(repository)
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
        return LockFile(kept + answered, logs: current.logs + logs.filter { !known.contains($0.repository) })
    }
}
