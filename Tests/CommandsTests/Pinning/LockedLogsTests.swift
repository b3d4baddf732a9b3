// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIModel
import Pinning
import Synchronization
import TagLog
import Testing
import Trust

@testable import Commands

@Suite struct LockedLogsTests {
    /// A directory with a compose file, and what runs commands on it as users who remember nothing.
    private final class Project {
        let directory: Directory
        let place: String

        init(_ place: String, image: String) throws {
            self.place = place
            directory = try Directory()
            try directory.write("compose.yaml", "services:\n  app:\n    image: \(image)\n")
        }

        var path: String { directory.path }
        var lockPath: String { "\(path)/holdfast.lock" }

        func text() throws -> String {
            String(decoding: try DurableFile.read(lockPath, limit: 1 << 20) ?? [], as: UTF8.self)
        }

        func lock() throws -> LockFile { try LockFile(parsing: Array(try text().utf8), path: lockPath) }

        /// Runs a command for somebody who has never run one.
        func run(_ arguments: String...) async throws -> CommandRun {
            let home = try Directory()
            let state = home.path
            let run = await CommandRun(
                arguments,
                environment: ["XDG_STATE_HOME": state, "HOME": state],
                workingDirectory: path
            )
            _ = home.path
            return run
        }
    }

    /// Starts the registry, and hands out a project that uses its tag 1.0.
    private func withProject(
        _ registry: LoggingRegistry,
        image: String = ":1.0",
        _ body: (Project) async throws -> Void
    ) async throws {
        try await FakeServer.run(answering: { Self.answer($0, registry) }) { server in
            let place = server.url.dropFirst("http://".count) + "/" + LoggingRegistry.repository
            try await body(try Project(String(place), image: place + image))
        }
    }

    /// The registry's answer; content is there by its digest, too.
    private static func answer(_ request: FakeServer.Request, _ registry: LoggingRegistry) -> FakeServer.Answer {
        var request = request
        let prefix = "/v2/\(LoggingRegistry.repository)/manifests/sha256:"
        guard request.target.hasPrefix(prefix) else { return registry.answer(request) }
        let digest = "sha256:\(request.target.dropFirst(prefix.count))"
        let tag = registry.state.withLock { state in
            state.tags.first { Digest(sha256Of: $0.value).rawValue == digest }?.key
        }
        request.target = "/v2/\(LoggingRegistry.repository)/manifests/\(tag ?? digest)"
        return registry.answer(request)
    }

    private func registry() throws -> LoggingRegistry {
        let registry = try LoggingRegistry()
        for number in 0..<5 { try registry.push("1.\(number)", "content \(number)") }
        return registry
    }

    @Test func recordsWhereTheLogStoodAsTheRegistrySignedIt() async throws {
        let registry = try registry()
        try registry.push("1.0", "new content")
        try registry.push("2.0", "content")
        try await withProject(registry) { project in
            let made = try await project.run("lock")
            #expect(made.status == 0, "\(made)")
            let lock = try project.lock()
            #expect(lock.entries.first?.log?.index == 5)
            let log = try #require(lock.logs.first)
            #expect(log.repository.description == project.place)
            #expect(log.origin == "registry.test/team/app")
            let checkpoint = try SignedCheckpoint(parsing: log.checkpointBytes)
            try checkpoint.verify(by: try NoteKey(log.key))
            #expect(checkpoint.checkpoint.size == 7)
            #expect(log.key == registry.state.withLock { $0.signer.key.text })
        }
    }

    @Test func staysAsItIsWhileTheLogGrows() async throws {
        let registry = try registry()
        try await withProject(registry) { project in
            let made = try await project.run("lock")
            try #require(made.status == 0, "\(made)")
            let text = try project.text()
            for number in 0..<9 { try registry.push("3.\(number)", "content") }
            for arguments in [["lock"], ["lock", "--upgrade"], ["lock", "--check"], ["verify", "."]] {
                let result = await CommandRun(
                    arguments,
                    environment: ["HOME": project.path],
                    workingDirectory: project.path
                )
                #expect(result.status == 0, "\(result)")
            }
            #expect(try project.text() == text)
        }
    }

    @Test func holdsNothingOfALogWhereThereIsNone() async throws {
        let registry = try registry()
        registry.state.withLock { $0.hasLog = false }
        try await withProject(registry) { project in
            let made = try await project.run("lock")
            try #require(made.status == 0, "\(made)")
            let text = try project.text()
            #expect(text.contains("\"reference\"") && !text.contains("log"), "\(text)")
            #expect(try await project.run("verify", ".").status == 0)
        }
    }

    @Test func aMoveThatWasLoggedIsADrift() async throws {
        let registry = try registry()
        try await withProject(registry) { project in
            let made = try await project.run("lock")
            try #require(made.status == 0, "\(made)")
            try registry.push("1.0", "newer content")
            let result = try await project.run("verify", ".")
            #expect(result.status == 1)
            #expect(result.output.contains("drifted"))
            #expect(try await project.run("lock", "--upgrade").status == 0)
            #expect(try project.lock().entries.first?.log?.index == 5)
            #expect(try await project.run("verify", ".").status == 0)
        }
    }

    @Test(arguments: LogAttackTests.Rewriting.allCases)
    func whoHasTheLockNoticesARewrittenLogAtTheFirstContact(_ rewriting: LogAttackTests.Rewriting) async throws {
        let registry = try registry()
        try await withProject(registry) { project in
            let made = try await project.run("lock")
            try #require(made.status == 0, "\(made)")
            let text = try project.text()
            try registry.state.withLock { state in try rewriting.apply(to: &state) }
            for arguments in [["verify", "."], ["lock", "--upgrade"], ["pin", ".", "--update"]] {
                let home = try Directory()
                let path = home.path
                let result = await CommandRun(
                    arguments,
                    environment: ["HOME": path],
                    workingDirectory: project.path
                )
                #expect(result.status == 6, "\(arguments) \(result)")
                #expect((result.output + result.talk).contains(project.lockPath), "\(result)")
                #expect(DurableFile.names(in: "\(path)/.local/state/holdfast/logs/evidence").count == 1)
                _ = home.path
            }
            #expect(try project.text() == text)
        }
    }

    @Test func theLogIsLookedAtWhereFilesNameDigestsAlone() async throws {
        let registry = try registry()
        let digest = try registry.push("latest", "content")
        try await withProject(registry, image: "") { project in
            let made = try await project.run("lock")
            try #require(made.status == 0, "\(made)")
            #expect(try project.lock().logs.count == 1)
            try project.directory.write(
                "compose.yaml",
                "services:\n  app:\n    image: \(project.place)@\(digest)\n"
            )
            #expect(try await project.run("verify", ".").status == 0)
            registry.state.withLock { $0.entries.removeLast(3) }
            #expect(try await project.run("verify", ".").status == 6)
        }
    }

    /// What keeps a registry's log from vouching for its digests, and how the command ends.
    enum Fault: Int32, CaseIterable, Sendable {
        case down = 7
        case rewritten = 6
    }

    @Test(arguments: Fault.allCases) func oneRegistryHidesNothingOfTheOthers(_ fault: Fault) async throws {
        let (registry, other) = (try registry(), try LoggingRegistry(name: "other.test"))
        let digest = try registry.push("latest", "content")
        let kept = try other.push("1.0", "content")
        let isDown = Mutex(false)
        try await FakeServer.run(answering: { Self.answer($0, other) }) { server in
            let neighbour = server.url.dropFirst("http://".count) + "/" + LoggingRegistry.repository
            try await FakeServer.run(answering: { request in
                // A status after which nothing is tried again.
                isDown.withLock { $0 } ? .error(507, "UNAVAILABLE", "down") : Self.answer(request, registry)
            }) { server in
                let place = String(server.url.dropFirst("http://".count) + "/" + LoggingRegistry.repository)
                let project = try Project(place, image: place)
                let write = { (image: String, beside: String) in
                    let services = "  app:\n    image: \(image)\n  beside:\n    image: \(beside)\n"
                    try project.directory.write("compose.yaml", "services:\n\(services)")
                }
                try write(place, "\(neighbour):1.0")
                let made = try await project.run("lock")
                try #require(made.status == 0, "\(made)")
                try write("\(place)@\(digest)", "\(neighbour):1.0@\(kept)")
                switch fault {
                case .down: isDown.withLock { $0 = true }
                case .rewritten: registry.state.withLock { $0.entries.removeLast(3) }
                }
                let result = try await project.run("verify", ".", "--format", "json")
                #expect(result.status == fault.rawValue, "\(result)")
                let references = try JSONValue(parsing: Array(result.output.utf8))["references"]?.array ?? []
                #expect(references.map { $0["status"]?.string } == ["unresolved", "pinned"], "\(result)")
                #expect(references.first?["message"]?.string?.isEmpty == false)
            }
        }
    }

    @Test func nothingIsLockedThatTheLogContradicts() async throws {
        let registry = try registry()
        try registry.push("1.0", "newer content")
        registry.rollBack("1.0", to: "content 0")
        try await withProject(registry) { project in
            let result = try await project.run("lock")
            #expect(result.status == 6)
            #expect(result.talk.contains("the registry serves"), "\(result)")
            #expect(access(project.lockPath, F_OK) != 0)
        }
    }

    @Test func aRegistrySetUpAnewIsTakenWhenItsOldLogIsTakenOut() async throws {
        let registry = try registry()
        try await withProject(registry) { project in
            let made = try await project.run("lock")
            try #require(made.status == 0, "\(made)")
            registry.state.withLock { state in
                state.entries = []
                state.tags = [:]
            }
            try registry.push("1.0", "content 0")
            #expect(try await project.run("lock", "--upgrade").status == 6)
            try project.directory.write(
                "holdfast.lock",
                String(decoding: LockFile(try project.lock().entries).bytes, as: UTF8.self)
            )
            #expect(try await project.run("lock", "--upgrade").status == 0)
            #expect(try project.lock().logs.first?.checkpoint.dropFirst().first == "1")
            #expect(try await project.run("verify", ".").status == 0)
        }
    }

    /// What can be wrong with the record.
    enum Damage: String, CaseIterable, Sendable {
        case otherSize
        case otherOrigin
        case otherKey
        case noKey
        case noSignature
        case noCheckpoint

        func apply(to text: String, _ registry: LoggingRegistry) throws -> String {
            let key = registry.state.withLock { $0.signer.key.text }
            switch self {
            case .otherSize: return text.replacing(#""5""#, with: #""6""#)
            case .otherOrigin: return text.replacing(#""origin": "registry.test"#, with: #""origin": "another.test"#)
            case .otherKey: return text.replacing(key, with: try NoteSigner(name: "registry.test/team/app").key.text)
            case .noKey: return text.replacing(key, with: "key")
            case .noSignature: return text.replacing("— ", with: "")
            case .noCheckpoint: return text.replacing(#""checkpoint": ["#, with: #""checkpoint": [], "other": ["#)
            }
        }
    }

    @Test(arguments: Damage.allCases) func aDamagedRecordIsNoWitness(_ damage: Damage) async throws {
        let registry = try registry()
        try await withProject(registry) { project in
            let made = try await project.run("lock")
            try #require(made.status == 0, "\(made)")
            let text = try project.text()
            let damaged = try damage.apply(to: text, registry)
            try #require(damaged != text)
            try project.directory.write("holdfast.lock", damaged)
            for arguments in [["verify", "."], ["lock", "--check"], ["lock"], ["pin", ".", "--locked"]] {
                let result = await CommandRun(
                    arguments,
                    environment: ["HOME": project.path],
                    workingDirectory: project.path
                )
                #expect(result.status == 2, "\(arguments) \(result)")
                #expect(result.talk.contains("the log of \(project.place) is damaged"), "\(result)")
            }
            #expect(try project.text() == damaged)
        }
    }
}
