// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIModel
import Synchronization
import TagLog
import Testing

@testable import Commands

@Suite struct LogMemoryTests {
    private func log(_ signer: NoteSigner, size: Int64 = 1) throws -> RememberedLog {
        var tree = CompactRange()
        for _ in 0..<size { _ = tree.append(LogHash.leaf(of: [1])) }
        let checkpoint = Checkpoint(origin: signer.name, size: size, root: tree.root)
        return RememberedLog(key: signer.key, checkpoint: try SignedCheckpoint(signing: checkpoint, by: signer))
    }

    @Test func twoAtTheirFirstContactDoNotRememberDifferentKeys() async throws {
        let home = try Directory()
        let memory = LogMemory(directory: "\(home.path)/logs")
        let first = try log(NoteSigner(name: "registry.test/team/app"))
        let second = try log(NoteSigner(name: "registry.test/team/app"))
        guard case .remembered = try await memory.remember(first, after: nil, place: "a/team/app") else {
            Issue.record("the first is not remembered")
            return
        }
        guard case .overtaken = try await memory.remember(second, after: nil, place: "a/team/app") else {
            Issue.record("the second is not told of the first")
            return
        }
        #expect(try memory.log(of: "a/team/app") == first)
        #expect(try memory.keys(of: "registry.test/team/app") == [first.key])
        _ = home.path
    }

    @Test func theSecondAtItsFirstContactJudgesByWhatTheFirstRemembered() async throws {
        let registry = try LoggingRegistry()
        try registry.push("1.0", "first")
        let home = try Directory()
        let elsewhere = try Directory()
        let (from, to) = ("\(elsewhere.path)/holdfast", "\(home.path)/holdfast")
        let other = try log(NoteSigner(name: "registry.test/team/app"))
        try await FakeServer.run(answering: { request in
            // Another command remembers another key of the same repository while this one asks for the key.
            if request.target.hasSuffix("/log/key") { rename(from, to) }
            return registry.answer(request)
        }) { server in
            let place = "\(server.url.dropFirst("http://".count))/team/app"
            _ = try await LogMemory(directory: "\(from)/logs").remember(other, after: nil, place: place)
            let result = await CommandRun(["resolve", "\(place):1.0"], environment: ["XDG_STATE_HOME": home.path])
            #expect(result.status == 6, "\(result)")
            #expect(result.talk.contains("is not signed with the key that was seen"), "\(result)")
        }
        _ = elsewhere.path
    }

    @Test func aLogThatGrewUnderTheEyesOfAnotherHasNotShrunk() async throws {
        let registry = try LoggingRegistry()
        try registry.push("1.0", "first")
        let earlier = registry.state.withLock { $0 }
        try registry.push("2.0", "second")
        let later = registry.state.withLock { $0 }
        registry.state.withLock { $0 = earlier }
        let tree = later.tree(2)
        let grown = RememberedLog(
            key: later.signer.key,
            checkpoint: try SignedCheckpoint(
                signing: Checkpoint(origin: later.signer.name, size: 2, root: tree.root),
                by: later.signer
            )
        )
        let home = try Directory()
        let elsewhere = try Directory()
        let (from, to) = ("\(elsewhere.path)/holdfast", "\(home.path)/holdfast")
        _ = try await LogMemory(directory: "\(from)/logs").remember(grown, after: nil, place: "other.test/team/app")
        try await FakeServer.run(answering: { request in
            // A push, which another command has seen already, comes while this one asks for the key.
            if request.target.hasSuffix("/log/key"), rename(from, to) == 0 { registry.state.withLock { $0 = later } }
            return registry.answer(request)
        }) { server in
            let place = "\(server.url.dropFirst("http://".count))/team/app"
            let result = await CommandRun(["resolve", "\(place):1.0"], environment: ["XDG_STATE_HOME": home.path])
            #expect(result.status == 0, "\(result)")
        }
        _ = elsewhere.path
    }

    @Test func aLogThatWasSeenAtTwoAddressesIsForgottenAtBoth() async throws {
        let registry = try LoggingRegistry()
        try registry.push("1.0", "first")
        try await registry.run { place, run in
            try await FakeServer.run(answering: { registry.answer($0) }) { server in
                let other = "\(server.url.dropFirst("http://".count))/team/app"
                for place in [place, other] { #expect(await run(["resolve", "\(place):1.0"]).status == 0) }
                let forgotten = await run(["log", "forget", place])
                #expect(forgotten.status == 0)
                #expect(forgotten.talk.contains("The log of \(place) is forgotten"), "\(forgotten)")
                #expect(forgotten.talk.contains("It was seen at \(other), too"), "\(forgotten)")
                let again = await run(["log", "forget", other])
                #expect(again.talk.contains("Nothing is known"), "\(again)")
                for place in [place, other] {
                    let result = await run(["log", "verify", "\(place):1.0"])
                    #expect(result.status == 0, "\(result)")
                }
            }
        }
    }

    @Test func anAlarmNamesTheAddressThatIsToBeForgotten() async throws {
        let registry = try LoggingRegistry()
        for number in 0..<3 { try registry.push("1.\(number)", "content") }
        try await registry.run { place, run in
            #expect(await run(["resolve", "\(place):1.0"]).status == 0)
            registry.state.withLock { $0.entries.removeLast(1) }
            try await FakeServer.run(answering: { registry.answer($0) }) { server in
                let other = "\(server.url.dropFirst("http://".count))/team/app"
                let result = await run(["resolve", "\(other):1.0"])
                #expect(result.status == 6)
                #expect(result.talk.contains("holdfast log forget \(place)"), "\(result)")
                #expect(await run(["log", "forget", place]).status == 0)
                #expect(await run(["resolve", "\(other):1.0"]).status == 0)
            }
        }
    }

    /// What can lie in the place of a file of the memory.
    enum Damage: String, CaseIterable, Sendable {
        case otherText, nothing, directory, pipe, link

        func apply(to path: String) throws {
            unlink(path)
            switch self {
            case .otherText: try DurableFile.write(Array("{}".utf8), to: path)
            case .nothing: try DurableFile.write([], to: path)
            case .directory: mkdir(path, 0o700)
            case .pipe: mkfifo(path, 0o600)
            case .link: symlink("/dev/null", path)
            }
        }
    }

    @Test(arguments: Damage.allCases, ["places", "origins"])
    func damagedMemoryIsNotForgottenUnlessSomebodySaysSo(_ damage: Damage, in part: String) async throws {
        let registry = try LoggingRegistry()
        try registry.push("1.0", "first")
        let home = try Directory()
        let environment = ["XDG_STATE_HOME": home.path]
        try await FakeServer.run(answering: { registry.answer($0) }) { server in
            let place = "\(server.url.dropFirst("http://".count))/team/app"
            _ = await CommandRun(["resolve", "\(place):1.0"], environment: environment)
            let directory = "\(home.path)/holdfast/logs/\(part)"
            for name in DurableFile.names(in: directory) { try damage.apply(to: "\(directory)/\(name)") }
            for command in [["resolve"], ["log", "verify"]] {
                let result = await CommandRun(command + ["\(place):1.0"], environment: environment)
                #expect(result.status == 6, "\(result)")
                #expect(result.talk.contains("damaged"), "\(result)")
                #expect(result.talk.contains("holdfast log forget \(place)"), "\(result)")
            }
            let forgotten = await CommandRun(["log", "forget", place], environment: environment)
            #expect(forgotten.status == 0, "\(forgotten)")
            if part == "origins" {
                #expect(await CommandRun(["resolve", "\(place):1.0"], environment: environment).status == 0)
            }
        }
    }

    @Test func whereNothingCanBeRememberedReadingGoesOnAndSaysSo() async throws {
        let registry = try LoggingRegistry()
        try registry.push("1.0", "first")
        let home = try Directory()
        let environment = ["XDG_STATE_HOME": try home.write("a-file", "")]
        try await FakeServer.run(answering: { registry.answer($0) }) { server in
            let reference = "\(server.url.dropFirst("http://".count))/team/app:1.0"
            let result = await CommandRun(["resolve", reference, reference], environment: environment)
            #expect(result.status == 0, "\(result)")
            #expect(result.talk.contains("warning: what is seen of tag logs cannot be remembered"), "\(result)")
            let verified = await CommandRun(["log", "verify", reference], environment: environment)
            #expect(verified.status == 2, "\(verified)")
            #expect(verified.talk.contains("cannot be made"), "\(verified)")
            registry.rollBack("1.0", to: "other")
            #expect(await CommandRun(["resolve", reference], environment: environment).status == 6)
        }
    }

    @Test func whoeverHoldsTheMemoryIsNotWaitedForForEver() async throws {
        let registry = try LoggingRegistry()
        try registry.push("1.0", "first")
        let home = try Directory()
        try DurableFile.makeDirectory("\(home.path)/holdfast/logs")
        let lock = try await FileLock("\(home.path)/holdfast/logs/lock", .fail)
        try await FakeServer.run(answering: { registry.answer($0) }) { server in
            let reference = "\(server.url.dropFirst("http://".count))/team/app:1.0"
            let result = await CommandRun(["resolve", reference], environment: ["XDG_STATE_HOME": home.path])
            #expect(result.status == 3, "\(result)")
            #expect(result.talk.contains("is held by another process, for more than 30 seconds"), "\(result)")
        }
        _ = consume lock
        _ = home.path
    }
}
