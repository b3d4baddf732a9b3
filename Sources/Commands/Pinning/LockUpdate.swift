// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIClient
import OCIModel
import Pinning

struct LockUpdate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Make or complete the lock.",
        discussion: """
            EXAMPLES:
              holdfast lock
              holdfast lock deploy/ --lockfile deploy.lock
              holdfast lock --check
              holdfast lock --upgrade --image docker.io/library/nginx:1.27

            What the lock knows stays as it is, what files newly refer to is asked for, what they no longer refer to is \
            dropped. A digest that stands in a file is taken from there. A reference that cannot be resolved leaves the lock \
            as it is and ends with 7; with --keep-going the rest is written.
            """
    )

    @Argument(help: "Files and directories; else the working directory.", completion: .file())
    var paths: [String] = ["."]

    @Flag(help: "Change nothing; tell where files and lock disagree, and end with 1 then. No registry is asked.")
    var check = false

    @Flag(help: "Ask for the tags again that the lock knows.")
    var upgrade = false

    @Option(
        help: ArgumentHelp("With --upgrade: ask for this image only. Can be repeated.", valueName: "ref"),
        transform: LockUpdate.reference
    )
    var image: [Reference] = []

    @Flag(help: "Write what could be resolved when some references cannot be.")
    var keepGoing = false

    @OptionGroup var tree: TreeOptions
    @OptionGroup var policy: PolicyOption
    @OptionGroup var asking: AskingOptions
    @OptionGroup var places: PlaceOptions
    @OptionGroup var report: PinOutputOptions

    func validate() throws {
        guard !check || !upgrade else { throw ValidationError("Give one of --check and --upgrade.") }
        guard image.isEmpty || upgrade else { throw ValidationError("--image goes with --upgrade.") }
        guard check || [.text, .json].contains(report.format) else {
            throw ValidationError("--format \(report.format.rawValue) goes with --check.")
        }
    }

    func run() async throws {
        let console = report.console
        let found = try ReferenceTree(paths, tree, policy: .named(policy.policy))
        try found.tellUnread(on: console)
        let path = tree.lockPath(for: paths)
        let current = ArgumentFile.exists(path) ? try tree.readLock(for: paths) : nil
        if check {
            guard let current else {
                throw CommandFailure(.finding, "\(path) is not there", advice: "Make it with holdfast lock.")
            }
            return try compare(current, found, console)
        }
        let mode: LockPlan.Mode = upgrade ? .upgrade(only: image.isEmpty ? nil : image) : .keep
        let plan = try LockPlan.plan(current: current, wanted: found.followed, mode: mode)
        var answers = LockAnswers()
        if !plan.toResolve.isEmpty {
            answers = try await asking.withDesk(
                for: plan.toResolve,
                nil,
                places,
                trusting: try tree.lockedLogs(of: current, for: paths),
                volume: report.volume
            ) { desk in
                await LockAnswers(to: plan.toResolve, desk: desk)
            }
        }
        let isBlocked = !keepGoing && (!answers.failures.isEmpty || found.hasUnread)
        var lock = isBlocked ? current ?? LockFile([]) : plan.finished(with: answers.entries, logs: answers.logs)
        // What a file that was not looked at, or cannot be read, refers to is still needed.
        if found.hasUnread || !tree.coversLock(paths) {
            lock = LockFile(lock.entries + plan.dropped, logs: (current?.logs ?? []) + lock.logs)
        }
        if !isBlocked, lock != current { try GeneratedFile.write(lock.bytes, to: path) }
        try tell(LockChange(from: current, to: lock, path: path), lock, answers, isBlocked: isBlocked, console)
        for unknown in plan.unknown {
            guard case .unknown(let reason) = unknown.meaning else { continue }
            try console.talk("\(found.place(of: unknown)) is not locked: \(reason)")
        }
        let status = ExitStatus.of(
            failures: answers.failures.map(\.failure),
            judged: answers.entries.count + plan.kept.count,
            unknown: plan.unknown.count { !$0.isBeyondFiles },
            hasUnread: found.hasUnread,
            hasFindings: false
        )
        if let status { throw status }
    }
}

extension LockUpdate {
    @Sendable private static func reference(_ text: String) throws -> Reference {
        do {
            return try Reference(text)
        } catch {
            throw ValidationError("\"\(VisibleText.line(text))\" is not a reference: \(error)")
        }
    }

    private func compare(_ lock: LockFile, _ found: ReferenceTree, _ console: Console) throws {
        let check = LockCheck(of: lock, against: found.followed)
        let judged = check.findings.compactMap { finding -> JudgedReference? in
            guard let place = finding.place else { return nil }
            return JudgedReference(
                found: place,
                position: found.scan.position(of: place),
                status: place.pinnedDigest == nil ? .unpinned : .drifted,
                digest: place.pinnedDigest,
                message: finding.message
            )
        }
        let superfluous = check.findings.filter { $0.place == nil }.map(\.message)
        switch report.format {
        case .json:
            var json = JSONWriter()
            json.object { json in
                json.member("schema", "holdfast.lock-check/1")
                json.member("findings", check.findings) { json, finding in
                    let position = finding.place.map { found.scan.position(of: $0) }
                    json.member("kind", finding.kind)
                    json.member("path", finding.place?.path)
                    json.member("line", position.map { Int64($0.line) })
                    json.member("column", position.map { Int64($0.column) })
                    json.member("message", finding.message)
                }
            }
            try console.data(bytes: json.bytes)
        case .text, .sarif, .github:
            if !judged.isEmpty || report.format != .text { try report.show(judged, verb: .verify, on: console) }
            for message in superfluous { try console.complain(message) }
        }
        if found.hasUnread { throw ExitStatus.partial }
        guard check.findings.isEmpty else { throw ExitStatus.finding }
        try console.talk("the lock holds \(Quantity.count(lock.entries.count, "image")), and the files agree with it")
    }

    private func tell(
        _ change: LockChange,
        _ lock: LockFile,
        _ answers: LockAnswers,
        isBlocked: Bool,
        _ console: Console
    ) throws {
        if report.format == .json {
            if !isBlocked { try console.data(bytes: lock.bytes) }
        } else if !change.lines.isEmpty {
            try console.data(change.lines.joined(separator: "\n"))
        }
        for (reference, failure) in answers.failures { try console.complain("\(reference): \(failure.message)") }
        if isBlocked {
            try console.complain("the lock was left as it is; --keep-going writes what could be resolved")
        } else {
            try console.talk(change.summary)
        }
    }
}

extension LockCheck.Finding {
    /// The finding in one word, for tools.
    fileprivate var kind: String {
        switch self {
        case .missing: "missing"
        case .disagreeing: "disagreeing"
        case .superfluous: "superfluous"
        }
    }
}
