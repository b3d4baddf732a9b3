// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Whether what files and the lock say of images still holds.
///
/// Judged from HEAD requests: what each tag means now, and for those that mean something else than the digest written
/// beside them, whether that digest is still there and what it is.
public struct FileVerification: Sendable {
    /// A tag that means another digest than the one that is held.
    public struct Drift: Hashable, Sendable {
        /// The tag, normalised.
        public let tag: Reference
        /// The digest that is written or locked.
        public let held: Digest
    }

    /// What comparing the images of some platforms showed of a drift.
    public enum PlatformDrift: Hashable, Sendable {
        /// The platforms mean the same image as before.
        case unmoved([Platform])
        /// The digest is that of the platform's image, as the tag has it now.
        case image(Platform)
        /// They do not.
        case moved
        /// It could not be found out.
        case failed(AnswerFailure)
    }

    private enum Case: Sendable {
        case settled(JudgedReference.Status, String?)
        /// The tag is to mean the digest; `byLock` when the lock says so and not the file.
        case tag(Reference, Digest, byLock: Bool)
        /// The digest is to be there.
        case digest(Reference)
    }

    let lock: LockFile?
    private let cases: [(found: FoundReference, what: Case)]

    /// Prepares the questions.
    ///
    /// - Parameters:
    ///   - references: The references, in the order in which they are told.
    ///   - lock: The lock, if there is one.
    ///   - isExcluded: Tells whether a reference is left alone.
    public init(
        references: [FoundReference],
        lock: LockFile?,
        isExcluded: (FoundReference) -> Bool
    ) {
        self.lock = lock
        self.cases = references.map { ($0, isExcluded($0) ? .settled(.skipped, "excluded") : Self.what($0, lock)) }
    }

    /// What has to be asked first: each once.
    public var questions: [Reference] {
        Self.unique(
            cases.compactMap { item in
                switch item.what {
                case .settled: nil
                case .tag(let question, _, _), .digest(let question): question
                }
            }
        )
    }

    /// What has to be asked when the first answers are there: the digests that tags do not mean any more.
    public func followUps(_ answers: DigestAnswers) -> [Reference] {
        Self.unique(cases.compactMap { drift(in: $0.what, answers)?.digestQuestion })
    }

    /// The tags that mean another digest than the one that is held, for a comparison by platform.
    public func drifts(_ answers: DigestAnswers) -> [Drift] {
        var seen: Set<Drift> = []
        return cases.compactMap { drift(in: $0.what, answers) }.filter { drift in
            guard case .found = answers[drift.tag] else { return false }
            return seen.insert(drift).inserted
        }
    }

    /// How each reference stands.
    ///
    /// - Parameters:
    ///   - answers: The answers to ``questions`` and ``followUps(_:)``.
    ///   - platforms: What the comparison by platform showed, where it was made.
    ///   - position: Finds the line and column of a reference.
    /// - Returns: The references, judged.
    public func judged(
        _ answers: DigestAnswers,
        platforms: [Drift: PlatformDrift] = [:],
        position: (FoundReference) -> SourcePosition
    ) -> FileVerdict {
        var verdict = FileVerdict()
        for (found, what) in cases {
            var judged = JudgedReference(found: found, position: position(found), status: .pinned)
            judged.digest = found.pinnedDigest
            switch what {
            case .settled(let status, let message):
                judged.status = status
                judged.message = message
                if status == .unresolved { verdict.unknown += 1 }
            case .digest(let question): Self.judge(question, answers, &judged, &verdict)
            case .tag(let question, let held, let byLock):
                judged.digest = held
                if byLock { judged.message = "by holdfast.lock" }
                judge(Drift(tag: question, held: held), answers, platforms, &judged, &verdict)
            }
            judgeLock(of: found, &judged)
            verdict.references.append(judged)
        }
        return verdict
    }
}

extension FileVerification.Drift {
    /// What to ask to learn whether the digest is still there.
    var digestQuestion: Reference { Reference(host: tag.host, repository: tag.repository, digest: held) }
}

extension FileVerification {
    private static func unique(_ references: [Reference]) -> [Reference] {
        var seen: Set<Reference> = []
        return references.filter { seen.insert($0).inserted }
    }

    private static func what(_ found: FoundReference, _ lock: LockFile?) -> Case {
        switch found.meaning {
        case .unknown(let reason): return .settled(found.isBeyondFiles ? .skipped : .unresolved, reason)
        case .known(let reference):
            guard found.option == nil || reference.digest != nil else {
                return .settled(.skipped, found.editing.reason)
            }
            if let digest = reference.digest {
                guard let question = found.tagQuestion else { return .digest(reference.withoutTag.normalized()) }
                return .tag(question, digest, byLock: false)
            }
            guard let question = found.tagQuestion, let entry = lock?.entry(for: question) else {
                return .settled(.unpinned, found.editing.reason)
            }
            return .tag(question, entry.digest, byLock: true)
        }
    }

    private func drift(in what: Case, _ answers: DigestAnswers) -> Drift? {
        guard case .tag(let question, let held, _) = what else { return nil }
        switch answers[question] {
        case .found(let descriptor): return descriptor.digest == held ? nil : Drift(tag: question, held: held)
        case .absent: return Drift(tag: question, held: held)
        case .failed, nil: return nil
        }
    }
}

extension FoundReference.Editing {
    /// Why no digest stands in the file, if there is a reason.
    fileprivate var reason: String? {
        switch self {
        case .inPlace: nil
        case .onRequest(_, let why), .lockOnly(let why): why
        }
    }
}

extension Reference {
    fileprivate var withoutTag: Reference { Reference(host: host, repository: repository, digest: digest) }
}
