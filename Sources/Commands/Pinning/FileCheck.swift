// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIClient
import OCIModel
import Pinning

/// `verify` for files: whether what they and the lock pin still holds.
struct FileCheck {
    let paths: [String]
    let tree: TreeOptions
    /// The file of a policy for references.
    let policy: String?
    let asking: AskingOptions
    let platform: Platform?
    let report: PinOutputOptions

    /// Judges every reference and prints the verdict.
    ///
    /// - Parameter access: Hands out the registries for the references that are asked for.
    /// - Throws: ``ExitStatus`` when something is to be told, ``CommandFailure`` when nothing can be.
    func run(access: ([Reference], (ImageAccess) async throws -> FileVerdict) async throws -> FileVerdict) async throws
    {
        let console = report.console
        let found = try ReferenceTree(paths, tree, policy: .named(policy))
        try found.tellTemplates(on: console)
        let lock = try tree.readLock(for: paths)
        let logs = try tree.lockedLogs(of: lock, for: paths)
        let verification = FileVerification(
            references: found.scan.references,
            lock: lock,
            isExcluded: found.isExcluded
        )
        let position = found.scan.position
        let questions = verification.questions
        let verdict =
            questions.isEmpty
            ? verification.judged([:], position: position)
            : try await access(questions) { access in
                try await asking.withDesk(access, nil, trusting: logs, volume: report.volume) { desk in
                    let known = try await logs.judge(asked: questions, access)
                    var answers = await desk.answers(to: questions.filter { known[$0] == nil })
                    answers.merge(known) { first, _ in first }
                    answers.merge(await desk.answers(to: verification.followUps(answers))) { first, _ in first }
                    var comparing = desk
                    comparing.platform = platform
                    let drifts = await comparing.compare(verification.drifts(answers), answers: answers, lock: lock)
                    return verification.judged(answers, platforms: drifts, position: position)
                }
            }
        try report.show(verdict.references + found.unread, verb: .verify, on: console)
        let status = ExitStatus.of(
            failures: verdict.failures,
            judged: verdict.references.count { $0.status != .unresolved && $0.status != .skipped },
            unknown: verdict.unknown,
            hasUnread: found.hasUnread,
            hasFindings: verdict.hasFindings
        )
        if let status { throw status }
    }
}
