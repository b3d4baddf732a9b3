// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIClient
import OCIModel
import Pinning
import Policy

/// Finds out of a Dockerfile whether the images that its stages are built on moved.
struct DockerfileBases {
    let path: String
    var tree: TreeOptions
    let asking: AskingOptions
    let platform: Platform?

    /// Judges every FROM and prints the verdict.
    ///
    /// - Throws: ``ExitStatus`` when something is to be told, ``CommandFailure`` when nothing can be.
    func tell(
        on console: Console,
        volume: Console.Volume,
        access: ((ImageAccess) async throws -> [BaseLine]) async throws -> [BaseLine]
    ) async throws {
        var options = tree
        options.kind = tree.kind ?? .dockerfile
        let found = try ReferenceTree([path], options, policy: PinPolicy())
        try found.tellUnread(on: console)
        let lock = try tree.readLock(for: [path])
        let logs = try tree.lockedLogs(of: lock, for: [path])
        let bases = found.followed.filter { $0.role == .from }
        let verification = FileVerification(references: bases, lock: lock, isExcluded: { _ in false })
        var failures: [AnswerFailure] = []
        let lines = try await access { access in
            let verdict = try await asking.withDesk(access, nil, trusting: logs, volume: volume) { desk in
                var answers = await desk.answers(to: verification.questions)
                answers.merge(await desk.answers(to: verification.followUps(answers))) { first, _ in first }
                return verification.judged(answers, position: found.scan.position)
            }
            failures = verdict.failures
            var lines: [BaseLine] = []
            for judged in verdict.references { lines.append(try await line(for: judged, at: found, access)) }
            return lines
        }
        if lines.isEmpty { try console.talk("\(path) is built on no image.") }
        let document = try BaseLine.document(lines)
        if console.format == .json || !lines.isEmpty {
            try console.show(document) { BaseText.table(lines, style: console.style, now: console.now) }
        }
        let status = ExitStatus.of(
            failures: failures,
            judged: lines.count { $0.status != .unknown },
            unknown: lines.count { $0.status == .unknown } - failures.count,
            hasUnread: found.hasUnread,
            hasFindings: lines.contains(where: \.status.isMove)
        )
        if let status { throw status }
    }

    private func line(
        for judged: JudgedReference,
        at tree: ReferenceTree,
        _ access: ImageAccess
    ) async throws -> BaseLine {
        let place = tree.place(of: judged.found)
        let wanted = judged.found.platform ?? platform
        var line = BaseLine(
            reference: place,
            platform: wanted.map { "\($0)" },
            base: judged.found.written,
            status: .unknown
        )
        line.builtOn = judged.digest?.rawValue
        line.current = judged.current?.rawValue
        line.evidence = ["file: \(judged.message ?? "names \(judged.found.written)")"]
        guard let tag = judged.found.tagQuestion else {
            line.words =
                judged.found.reference == nil
                ? judged.message ?? "what it means cannot be told"
                : "a digest without a tag: nothing tells whether it moved; write the tag beside it"
            return line
        }
        switch judged.status {
        case .pinned where judged.digest != nil:
            line.status = .current
            line.current = judged.digest?.rawValue
            line.words = "the tag means the digest that is written"
        case .drifted, .platformPin:
            guard let digest = judged.digest, judged.current != nil else {
                line.words = judged.message ?? "the tag is not there any more"
                return line
            }
            try await judge(digest, tag, for: wanted ?? Platform(os: "linux", architecture: "amd64"), access, &line)
        case .unpinned:
            line.words = "no digest is written; pin it with: holdfast pin \(path)"
        case .pinned, .unresolved, .skipped:
            line.words = judged.message ?? "it could not be judged"
        }
        return line
    }

    /// Reads what the base was and is: the old one stands for the image that would be built.
    private func judge(
        _ digest: Digest,
        _ tag: Reference,
        for platform: Platform,
        _ access: ImageAccess,
        _ line: inout BaseLine
    ) async throws {
        let reading = BaseReading(access: access, tag: tag, platform: platform)
        let old = try await reading.meaning(of: digest)
        let (question, current) = try await reading.question(
            about: old?.content ?? BaseContent(layers: []),
            builtOn: digest,
            evidence: []
        )
        let judgement = BaseJudgement(question)
        line.status = judgement.status
        line.words = judgement.words
        line.evidence += judgement.evidence.map(\.description)
        line.changedFromLayer = judgement.changedFromLayer.map { Int64($0) }
        line.current = current?.rawValue
        line.platform = "\(platform)"
    }
}
