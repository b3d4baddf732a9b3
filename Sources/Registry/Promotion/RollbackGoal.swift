// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

extension MetadataReader {
    /// Finds what a tag is to mean again.
    ///
    /// - Parameter rollback: The wish.
    /// - Returns: The tag as it is, and what it is to mean.
    /// - Throws: ``RegistryError``: `manifestUnknown` for a tag that never was, `conflict` when it did not mean any such
    ///   thing.
    func goal(of rollback: Rollback) throws -> (record: TagRecord, digest: Digest) {
        let (repository, tag) = (rollback.repository, rollback.tag)
        guard let record = try self.tag(tag, in: repository) else {
            throw RegistryError(.manifestUnknown, "\(repository) has no tag \(tag) and never had one")
        }
        switch rollback.goal {
        case .previous:
            guard let current = record.digest else { return (record, record.lastDigest) }
            let event = try newestMeaning(of: tag, in: repository) { $0.kind.setsTag && $0.digest != current }
            guard let digest = event?.digest else {
                throw RegistryError(.conflict, "\(repository):\(tag) has never meant anything but \(current)")
            }
            return (record, digest)
        case .digest(let digest):
            guard try tags(everMeaning: digest, in: repository).contains(tag) else {
                throw RegistryError(
                    .conflict,
                    "\(repository):\(tag) has never meant \(digest); to make it mean something new, push or promote that"
                )
            }
            return (record, digest)
        case .asOf(let moment):
            let event = try newestMeaning(of: tag, in: repository) { $0.time <= moment }
            guard let event, event.kind.setsTag, let digest = event.digest else {
                throw RegistryError(
                    .conflict,
                    "\(repository):\(tag) did not exist at \(moment); its history tells when it did"
                )
            }
            return (record, digest)
        }
    }

    /// Finds the newest event that set or deleted a tag and fits.
    private func newestMeaning(
        of tag: Tag,
        in repository: RepositoryName,
        where fits: (EventRecord) -> Bool
    ) throws -> EventRecord? {
        var before: Int64?
        while true {
            let page = try events(in: repository, tag: tag, before: before, limit: 500)
            let found = page.first { ($0.kind.setsTag || $0.kind == .deleted) && fits($0) }
            if let found { return found }
            guard page.count == 500, let last = page.last else { return nil }
            before = last.index
        }
    }

    /// Finds what a manifest cannot do without and the repository does not have; nil when all of it is there.
    func firstMissing(of root: Digest, in repository: RepositoryName) throws -> Digest? {
        var waiting = [root]
        var seen: Set<Digest> = []
        while let digest = waiting.popLast() {
            guard seen.insert(digest).inserted else { continue }
            if try manifest(digest, in: repository) != nil {
                waiting.append(contentsOf: try children(of: digest, in: repository))
            } else if try digest == root || blob(digest, in: repository) == nil {
                return digest
            }
        }
        return nil
    }
}
