// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import Pinning

/// What is pinned verifies, what is locked checks: over generated files of several kinds, without a registry.
@Suite struct RoundTripTests {
    private static let names = [
        "nginx", "nginx:1.25", "docker.io/library/redis:7", "ghcr.io/a/b:v1", "localhost:5000/c/d",
        "quay.io/e/f:1-alpine",
    ]

    /// A registry that knows everything: each tag means a digest of its own.
    private static func answers(to questions: [Reference]) throws -> DigestAnswers {
        var answers: DigestAnswers = [:]
        for question in questions {
            let digest = try question.digest ?? digest(of: question)
            answers[question] = .found(Descriptor(mediaType: .imageIndex, digest: digest, size: 1))
        }
        return answers
    }

    private static func digest(of reference: Reference) throws -> Digest {
        var state: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in reference.description.utf8 { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let part = String(state, radix: 16)
        return try Digest("sha256:" + String((String(repeating: "0", count: 64) + part).suffix(64)))
    }

    private static func generated(_ seed: Int) -> (kind: FileKind, bytes: [UInt8]) {
        var random = Deterministic(seed: UInt64(seed))
        func name() -> String { names.randomElement(using: &random) ?? "nginx" }
        func quoted(_ text: String) -> String {
            ["\(text)", "'\(text)'", "\"\(text)\"", "\(text)   # why"].randomElement(using: &random) ?? text
        }
        let end = Bool.random(using: &random) ? "\r\n" : "\n"
        let kinds: [FileKind] = [.dockerfile, .compose, .kubernetes, .workflow, .gitlab, .quadlet]
        let kind = kinds[seed % kinds.count]
        var lines: [String]
        switch kind {
        case .compose: lines = ["services:"] + (0..<3).flatMap { ["  s\($0):", "    image: \(quoted(name()))"] }
        case .kubernetes:
            lines = ["apiVersion: v1", "kind: Pod", "spec:", "  containers:"]
            lines += (0..<3).flatMap { ["    - name: c\($0)", "      image: \(quoted(name()))"] }
        case .workflow: lines = ["jobs:"] + (0..<3).flatMap { ["  j\($0):", "    container: \(quoted(name()))"] }
        case .gitlab: lines = ["image: \(quoted(name()))", "services: [\(name()), \"\(name())\"]"]
        case .quadlet: lines = ["[Container]", "Image=\(name())"]
        default:
            lines = ["ARG BASE=\(name())", "ARG V=1", "FROM $BASE AS a", "FROM --platform=linux/amd64 \(name())"]
            lines += ["FROM node:${V}", "COPY --from=\(name()) / /"]
        }
        return (kind, Array((lines.joined(separator: end) + (Bool.random(using: &random) ? end : "")).utf8))
    }

    @Test(arguments: 0..<60)
    func whatIsPinnedVerifiesAndWhatIsLockedChecks(seed: Int) throws {
        let (kind, bytes) = Self.generated(seed)
        let scan = try TreeScan.scan(standardInput: bytes, as: kind)
        #expect(!scan.references.isEmpty)

        let lock = try Self.locked(scan.references, current: nil)
        #expect(LockCheck(of: lock, against: scan.references).findings.isEmpty)
        #expect(try Self.locked(scan.references, current: lock).bytes == lock.bytes)

        let plan = PinPlan(PinRequest(.pin, lock: lock), references: scan.references)
        let outcome = plan.outcome(answers: try Self.answers(to: plan.questions), position: scan.position)
        #expect(outcome.failures.isEmpty)
        let file = try #require(try TreeChange.prove(outcome.edits, on: scan).files.first)
        let pinned = try TreeScan.scan(standardInput: file.new, as: kind)
        #expect(LockCheck(of: lock, against: pinned.references).findings.isEmpty)
        #expect(try Self.locked(pinned.references, current: lock).bytes == lock.bytes)

        let verification = FileVerification(references: pinned.references, lock: lock, isExcluded: { _ in false })
        let answers = try Self.answers(to: verification.questions)
        #expect(verification.followUps(answers).isEmpty)
        let verdict = verification.judged(answers, position: pinned.position)
        #expect(!verdict.hasFindings && verdict.failures.isEmpty)
        #expect(verdict.references.allSatisfy { $0.status == .pinned })

        let back = PinPlan(PinRequest(.unpin), references: pinned.references).outcome(
            answers: [:],
            position: scan.position
        )
        #expect(try TreeChange.prove(back.edits, on: pinned).files.first?.new == bytes)
    }

    private static func locked(_ references: [FoundReference], current: LockFile?) throws -> LockFile {
        let plan = try LockPlan.plan(current: current, wanted: references)
        var entries: [Reference: LockFile.Entry] = [:]
        for question in plan.toResolve {
            entries[question] = LockFile.Entry(
                reference: question,
                digest: try question.digest ?? digest(of: question),
                mediaType: .imageIndex,
                resolvedAt: Timestamp(microseconds: 0),
                resolvedFrom: question.host ?? ""
            )
        }
        return plan.finished(with: entries)
    }
}
