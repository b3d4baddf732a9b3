// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
public import OCIModel
internal import Policy
internal import Storage
internal import Synchronization

/// What a scrub found.
public struct ScrubReport: Hashable, Sendable {
    /// Content that is damaged or gone, and where it is used.
    public struct Finding: Hashable, Sendable {
        /// The content.
        public let digest: Digest
        /// The repositories that have it.
        public let repositories: [RepositoryName]
    }

    /// The number of blobs and manifests read.
    public var checked: Int64 = 0
    /// Their bytes.
    public var bytes: Int64 = 0
    /// What was found.
    public var corrupt: [Finding] = []
}

extension Registry {
    /// Reads everything stored again; what does not hash to its digest is no longer served.
    ///
    /// - Throws: ``RegistryError``: `rightMissing`, `conflict` while other upkeep runs. Cost: every stored byte is read.
    public func scrub(by caller: Caller) async throws -> ScrubReport {
        try caller.require(.admin, in: nil)
        return try await upkeep.run("a scrub") {
            var report = ScrubReport()
            var present: Set<Digest> = []
            for blob in try await blobs.blobs() {
                try Task.checkCancellation()
                report.checked += 1
                report.bytes += blob.size
                switch try await blobs.verify(blob.digest) {
                case .sound:
                    present.insert(blob.digest)
                    // Such as one that was put back from a backup by hand.
                    try await healed(blob.digest)
                case .missing:
                    continue
                case .corrupt:
                    try await quarantine(blob.digest)
                    report.corrupt.append(try await finding(blob.digest))
                }
            }
            for digest in try await digestsInUse().subtracting(present) {
                // Damaged ones are reported already; this finds what is gone, and skips what arrived meanwhile.
                guard !report.corrupt.contains(where: { $0.digest == digest }),
                    try await blobs.size(of: digest) == nil
                else { continue }
                try await quarantine(digest)
                report.corrupt.append(try await finding(digest))
            }
            return report
        }
    }

    /// Takes content that is damaged out of service and records it.
    ///
    /// Content that is pushed again meanwhile stays in service and ends as healed; what nobody has any more is no damage.
    func quarantine(_ digest: Digest) async throws {
        let moment = now()
        if case .corrupt = try await blobs.verify(digest) {
            // File systems date what they write by a clock that lags a little behind this one.
            _ = try await blobs.discard(digest, unlessWrittenSince: moment.advanced(by: .zero - Self.clockLag))
        }
        guard corrupt.withLock({ $0.insert(digest).inserted }) else { return }
        let repositories = try await metadata.write { [self] store in
            let repositories = try store.repositories(holding: digest)
            // Sound bytes that arrived first have removed it again, and have been or will be recorded by ``healed(_:)``.
            guard !repositories.isEmpty, corrupt.withLock({ $0.contains(digest) }) else { return [RepositoryName]() }
            try store.putCorruption(CorruptionRecord(digest: digest, noticedAt: moment))
            return repositories
        }
        guard !repositories.isEmpty else {
            corrupt.withLock { _ = $0.remove(digest) }
            return
        }
        for repository in repositories { cache.drop([digest], in: repository) }
        log.error(
            "stored content is damaged and no longer served; push it again to heal it",
            metadata: [
                "digest": "\(digest)",
                "repositories": "\(repositories.map(\.rawValue).joined(separator: " "))",
            ]
        )
        // A push that arrived before the damage was noted did not know that it healed something.
        if case .sound = try await blobs.verify(digest) { try await healed(digest) }
    }

    /// How far a file's date may lie before the moment it was written.
    private static let clockLag = Duration.seconds(1)

    /// Records that sound bytes arrived for content that had been found damaged.
    func healed(_ digest: Digest) async throws {
        guard corrupt.withLock({ $0.remove(digest) != nil }) else { return }
        let moment = now()
        try await metadata.write { store in
            let noticed = try store.corruptions().first { $0.digest == digest }?.noticedAt ?? moment
            try store.putCorruption(CorruptionRecord(digest: digest, noticedAt: noticed, healedAt: moment))
        }
        log.notice("damaged content was pushed again and is served", metadata: ["digest": "\(digest)"])
    }

    private func finding(_ digest: Digest) async throws -> ScrubReport.Finding {
        let repositories = try await metadata.read { try $0.repositories(holding: digest) }
        return ScrubReport.Finding(digest: digest, repositories: repositories)
    }

    /// Every digest that some repository has, as blob or manifest.
    func digestsInUse() async throws -> Set<Digest> {
        try await metadata.read { try $0.digestsInUse() }
    }
}
