// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

@Suite struct FileVerificationTests {
    private func verdict(
        _ text: String,
        _ answers: [String: DigestAnswer] = [:],
        lock: LockFile? = nil,
        platforms: FileVerification.PlatformDrift? = nil
    ) throws -> FileVerdict {
        let verification = FileVerification(
            references: [try Sample.found(text)],
            lock: lock,
            isExcluded: { _ in false }
        )
        var keyed: DigestAnswers = [:]
        for (text, answer) in answers { keyed[try Reference(text)] = answer }
        var compared: [FileVerification.Drift: FileVerification.PlatformDrift] = [:]
        if let platforms { for drift in verification.drifts(keyed) { compared[drift] = platforms } }
        return verification.judged(keyed, platforms: compared, position: Sample.position)
    }

    private func status(_ verdict: FileVerdict) throws -> JudgedReference.Status {
        try #require(verdict.references.first).status
    }

    private let tag = "docker.io/library/nginx:1"

    @Test func aCommandThatCannotBeEditedIsNoFinding() throws {
        let found = try Sample.found("nginx:1", editing: .lockOnly("quotes stand within it"), role: .command)
        let verification = FileVerification(references: [found], lock: nil, isExcluded: { _ in false })
        let result = verification.judged([:], platforms: [:], position: Sample.position)
        #expect(try status(result) == .skipped)
        #expect(!result.hasFindings)
    }

    @Test func aTagThatMeansItsDigestHolds() throws {
        let result = try verdict("nginx:1@\(try Sample.digest("a"))", [tag: try Sample.index("a")])
        #expect(try status(result) == .pinned)
        #expect(!result.hasFindings)
    }

    @Test func onlyWhatMovedIsAskedForASecondTime() throws {
        let references = try ["a", "b"].map { try Sample.found("nginx:1@\(try Sample.digest(Character($0)))") }
        let verification = FileVerification(references: references, lock: nil, isExcluded: { _ in false })
        #expect(verification.questions.map(\.description) == [tag])
        let answers = [try Reference(tag): try Sample.index("a")]
        #expect(
            verification.followUps(answers).map(\.description)
                == ["docker.io/library/nginx@\(try Sample.digest("b"))"]
        )
    }

    @Test func aTagThatMovedDrifted() throws {
        let result = try verdict(
            "nginx:1@\(try Sample.digest("a"))",
            [tag: try Sample.index("b"), "docker.io/library/nginx@\(try Sample.digest("a"))": try Sample.index("a")]
        )
        #expect(try status(result) == .drifted)
        #expect(result.references.first?.current == (try Sample.digest("b")))
        #expect(result.hasFindings)
    }

    @Test func aDigestThatIsGoneSaysSo() throws {
        let gone = "docker.io/library/nginx@\(try Sample.digest("a"))"
        let moved = try verdict(
            "nginx:1@\(try Sample.digest("a"))",
            [tag: try Sample.index("b"), gone: .absent("no such manifest")]
        )
        #expect(
            moved.references.first?.message == "the tag means something else, and the registry no longer has the digest"
        )
        let alone = try verdict("nginx@\(try Sample.digest("a"))", [gone: .absent("no such manifest")])
        #expect(try status(alone) == .drifted)
        let both = try verdict(
            "nginx:1@\(try Sample.digest("a"))",
            [tag: .absent("no such tag"), gone: .absent("no such manifest")]
        )
        #expect(both.references.first?.message == "the tag is gone, and the registry no longer has the digest")
    }

    @Test func thePinOfOnePlatformIsToldFromAMovedTag() throws {
        let result = try verdict(
            "nginx:1@\(try Sample.digest("a"))",
            [tag: try Sample.index("b"), "docker.io/library/nginx@\(try Sample.digest("a"))": try Sample.image("a")]
        )
        #expect(try status(result) == .platformPin)
    }

    @Test func anIndexThatMovedWhileThePlatformsDidNotHolds() throws {
        let answers = [
            tag: try Sample.index("b"), "docker.io/library/nginx@\(try Sample.digest("a"))": try Sample.index("a"),
        ]
        let same = try verdict(
            "nginx:1@\(try Sample.digest("a"))",
            answers,
            platforms: .unmoved([Platform(os: "linux", architecture: "amd64")])
        )
        #expect(try status(same) == .pinned)
        #expect(same.references.first?.message == "the index moved, linux/amd64 did not")
        let other = try verdict("nginx:1@\(try Sample.digest("a"))", answers, platforms: .moved)
        #expect(try status(other) == .drifted)
    }

    @Test func withoutADigestTheLockIsWhatHolds() throws {
        let bare = try verdict("nginx:1")
        #expect(try status(bare) == .unpinned)
        let lock = try Sample.lock(("nginx:1", "a"))
        let held = try verdict("nginx:1", [tag: try Sample.index("a")], lock: lock)
        #expect(try status(held) == .pinned)
        #expect(!held.hasFindings)
        let moved = try verdict(
            "nginx:1",
            [tag: try Sample.index("b"), "docker.io/library/nginx@\(try Sample.digest("a"))": try Sample.index("a")],
            lock: lock
        )
        #expect(try status(moved) == .drifted)
    }

    @Test func aPinThatTheLockDoesNotKnowOrContradictsIsAFinding() throws {
        let answers = [tag: try Sample.index("a")]
        let missing = try verdict("nginx:1@\(try Sample.digest("a"))", answers, lock: try Sample.lock())
        #expect(try status(missing) == .drifted)
        let other = try verdict("nginx:1@\(try Sample.digest("a"))", answers, lock: try Sample.lock(("nginx:1", "c")))
        #expect(try status(other) == .drifted)
    }

    @Test func onePlatformsImageHoldsForWhoAsksForThatPlatform() throws {
        let answers = [
            tag: try Sample.index("b"), "docker.io/library/nginx@\(try Sample.digest("a"))": try Sample.image("a"),
        ]
        let platform = Platform(os: "linux", architecture: "amd64")
        let result = try verdict("nginx:1@\(try Sample.digest("a"))", answers, platforms: .image(platform))
        #expect(try status(result) == .pinned)
        #expect(result.references.first?.message == "the digest is the image for linux/amd64 of what the tag means")
    }

    @Test func whatFilesDoNotTellIsNotJudged() throws {
        var found = try Sample.found("nginx:1")
        found.meaning = .unknown("TAG has no value")
        let verification = FileVerification(references: [found], lock: nil, isExcluded: { _ in false })
        let result = verification.judged([:], position: Sample.position)
        #expect(try status(result) == .unresolved)
        #expect(result.unknown == 1)
    }

    @Test func aCommandLineNeedsNoEntryInTheLock() throws {
        let text = "nginx:1@\(try Sample.digest("a"))"
        let found = try Sample.found(text, editing: .onRequest(.commands, "it stands in a command"))
        let lock = try Sample.lock()
        let verification = FileVerification(references: [found], lock: lock, isExcluded: { _ in false })
        let result = verification.judged([try Reference(tag): try Sample.index("a")], position: Sample.position)
        #expect(try status(result) == .pinned)
    }

    @Test func whatIsNotAnsweredIsNeverSilent() throws {
        let failure = AnswerFailure(.authentication, "no right")
        let result = try verdict("nginx:1@\(try Sample.digest("a"))", [tag: .failed(failure)])
        #expect(try status(result) == .unresolved)
        #expect(result.failures == [failure])
        #expect(try verdict("nginx:1@\(try Sample.digest("a"))").failures.count == 1)
    }
}
