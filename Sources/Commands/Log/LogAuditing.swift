// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import TagLog

/// What reading a whole log and holding every tag against it came to.
struct LogAuditReport: Sendable {
    /// Something that is not as the log says.
    struct Finding: Hashable, Sendable {
        /// How bad it is.
        enum Weight: String, Sendable {
            /// What is served contradicts what was logged, or the log itself.
            case contradiction
            /// What was logged is not served to this caller, which a rule may want.
            case withheld
            /// It cannot be told, since events of kinds that are not known were about it.
            case uncertain
        }

        let weight: Weight
        let tag: Tag?
        let message: String
    }

    /// The log.
    let log: WatchedLog
    /// What the entries say together.
    let replay: LogReplay
    /// How many tags were held against it.
    let tags: Int
    /// What is not as it says.
    let findings: [Finding]

    /// The exit status, unless everything fits.
    var status: ExitStatus? {
        let weights = Set(findings.map(\.weight))
        if weights.contains(.contradiction) { return .integrity }
        if weights.contains(.uncertain) { return .partial }
        return weights.isEmpty ? nil : .finding
    }
}

/// Reads a whole log: every entry is hashed, the root compared, every tag's meaning held against what is served.
struct LogAuditing {
    /// How many tags that do not fit are judged once more, each with some requests.
    private static let mostDoubts = 200
    /// How many tags are asked about at a time.
    private static let width = 4

    let source: RegistrySource
    let contact: LogContact
    let progress: TransferProgress
    /// The most entries that are read, whatever size is signed.
    let limit: Int64

    /// Audits; of the entries no more than a bundle is kept at a time, but of tags what each has meant.
    ///
    /// - Throws: ``CommandFailure``: status 6 when the entries are not those that were signed, 2 when they are more than
    ///   the limit.
    func run() async throws -> LogAuditReport {
        let log = try await contact.log(of: source)
        var tree = CompactRange()
        // An entry brings a tag and a meaning at most.
        var replay = LogReplay(limit: Int(2 * limit))
        var pending: [Tag: Digest] = [:]
        try await read(log, into: &tree, &replay, &pending)
        let logged = replay.tags.filter { $0.value.digest != nil || !$0.value.isCertain }.keys
        let tags = try await servedTags().union(logged)
        var findings = replay.inconsistencies.map {
            LogAuditReport.Finding(weight: .contradiction, tag: $0.tag, message: $0.description)
        }
        for (number, finding) in try await compare(tags, replay, pending).enumerated() {
            if let confirmed = try await confirmed(finding, number: number) { findings.append(confirmed) }
        }
        return LogAuditReport(log: log, replay: replay, tags: tags.count, findings: findings)
    }

    /// Reads the entries that are new, and compares the root.
    private func read(
        _ log: WatchedLog,
        into tree: inout CompactRange,
        _ replay: inout LogReplay,
        _ pending: inout [Tag: Digest]
    ) async throws {
        let size = log.checkpoint.size
        try await requireReadable(log)
        progress.expect(blobs: Int(size - tree.size), bytes: 0)
        for bundle in EntryBundle.covering(from: tree.size, size: size) {
            for (index, bytes) in try await log.reader.entries(bundle, from: tree.size) {
                _ = tree.append(LogHash.leaf(of: bytes))
                let entry: LogEntry
                do throws(LogEntryError) {
                    entry = try LogEntry(parsing: bytes)
                } catch {
                    throw log.contradiction("has an entry \(index) that cannot be read: \(error)")
                }
                try replay.append(entry)
                Self.note(entry, in: &pending)
                progress.completeBlob()
            }
        }
        guard tree.size == size, tree.root == log.checkpoint.root else {
            throw log.contradiction("gives entries that are not those it signed: they have another root")
        }
    }

    /// Throws when a log is longer than is to be read; one that says so and has no such entries contradicts itself.
    private func requireReadable(_ log: WatchedLog) async throws {
        let size = log.checkpoint.size
        guard size > limit else { return }
        for bundle in EntryBundle.covering(from: size - 1, size: size) { _ = try await log.reader.entries(bundle) }
        throw CommandFailure(
            .usage,
            "the log of \(source.name) has \(size) entries, more than the \(limit) that are read",
            advice: "If you believe that, give --max-entries \(size)."
        )
    }

    /// Keeps in mind what waits for signatures: whoever pushed it is shown it under its tag.
    private static func note(_ entry: LogEntry, in pending: inout [Tag: Digest]) {
        guard let tag = entry.tag, entry.event != "signed" else { return }
        if entry.isPending {
            pending[tag] = entry.digest
        } else if pending[tag] == entry.digest {
            pending[tag] = nil
        }
    }

    /// What is left of a contradiction when the tag is asked about again, and held against the newest state of the log: a
    /// tag may have moved while the log was read, or be an upstream's that is logged when it is pulled.
    private func confirmed(
        _ finding: LogAuditReport.Finding,
        number: Int
    ) async throws -> LogAuditReport.Finding? {
        guard finding.weight == .contradiction, let tag = finding.tag, number < Self.mostDoubts else { return finding }
        func changed(_ weight: LogAuditReport.Finding.Weight, _ message: String) -> LogAuditReport.Finding {
            LogAuditReport.Finding(weight: weight, tag: tag, message: message)
        }
        do {
            let logged = try await LoggedTagReading(source: source, contact: contact).run(tag)
            guard logged.entry.isPending else { return nil }
            return changed(.withheld, "\(tag) is served to you as \(logged.served), which waits for signatures")
        } catch let absence as ClientError where absence.code == .notFound {
            // It was deleted, and the log says so.
            return nil
        } catch let failure as CommandFailure where failure.status == .registry {
            return changed(.uncertain, "\(tag) moved each time it was looked at")
        } catch let failure as CommandFailure where failure.status == .integrity {
            return finding
        }
    }

    private func servedTags() async throws -> Set<Tag> {
        var tags: Set<Tag> = []
        for text in try await source.tags() {
            guard let tag = try? Tag(text) else { continue }
            tags.insert(tag)
        }
        return tags
    }

    private func compare(
        _ tags: Set<Tag>,
        _ replay: LogReplay,
        _ pending: [Tag: Digest]
    ) async throws -> [LogAuditReport.Finding] {
        progress.expect(blobs: tags.count, bytes: 0)
        let (source, progress) = (source, progress)
        return try await withThrowingTaskGroup(of: LogAuditReport.Finding?.self) { group in
            var found: [LogAuditReport.Finding] = []
            for (number, tag) in tags.sorted(by: { $0.rawValue < $1.rawValue }).enumerated() {
                if number >= Self.width, let finding = try await group.next() ?? nil { found.append(finding) }
                let logged = replay.tags[tag]
                let offered = pending[tag]
                group.addTask {
                    defer { progress.completeBlob() }
                    return try await Self.judge(tag, logged, offered, in: source)
                }
            }
            for try await finding in group { if let finding { found.append(finding) } }
            return found.sorted { ($0.tag?.rawValue ?? "") < ($1.tag?.rawValue ?? "") }
        }
    }

    private static func judge(
        _ tag: Tag,
        _ logged: TagReplay?,
        _ offered: Digest?,
        in source: RegistrySource
    ) async throws -> LogAuditReport.Finding? {
        let read: TagRead?
        var isRefused = false
        do {
            read = try await source.tagRead(of: tag, by: .head)
        } catch let error as ClientError where error.code == .notFound || error.code == .forbidden {
            read = nil
            isRefused = error.code == .forbidden
        }
        let served = read?.digest
        func finding(_ weight: LogAuditReport.Finding.Weight, _ message: String) -> LogAuditReport.Finding {
            LogAuditReport.Finding(weight: weight, tag: tag, message: "\(tag) \(message)")
        }
        if let logged, !logged.isCertain {
            let standing = served.map { "served as \($0)" } ?? "not served"
            return finding(.uncertain, "is \(standing); an event of a kind that is not known may have changed it")
        }
        guard served != logged?.digest else { return nil }
        let meaning =
            logged?.digest.map { "means \($0)" } ?? (logged?.lastChange == nil ? "means nothing" : "was deleted")
        guard let served else {
            return isRefused
                ? finding(.withheld, "is not served to you; by the log it \(meaning)")
                : finding(.contradiction, "is not served; by the log it \(meaning)")
        }
        // Who is shown what waits is told of no event that sets it.
        if served == offered, read?.position == nil {
            return finding(
                .withheld,
                "is served to you as \(served), which waits for signatures; by the log it \(meaning)"
            )
        }
        return finding(.contradiction, "is served as \(served); by the log it \(meaning)")
    }
}
