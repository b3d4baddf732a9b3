// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import Pinning
import TagLog

/// The states of tag logs that a lock holds, verified: whoever has the file is a witness of them.
struct LockedLogs {
    /// A lock without logs, or none.
    static let none = LockedLogs(states: [])

    private let states: [(repository: Reference, log: WitnessedLog)]

    private init(states: [(repository: Reference, log: WitnessedLog)]) {
        self.states = states
    }

    /// Verifies what a lock says of logs.
    ///
    /// - Parameters:
    ///   - lock: The lock.
    ///   - path: Its file, for errors.
    /// - Throws: ``CommandFailure`` when the lock was damaged: it holds what no log signed.
    init(of lock: LockFile, at path: String) throws(CommandFailure) {
        var states: [(repository: Reference, log: WitnessedLog)] = []
        for log in lock.logs {
            do throws(NoteError) {
                let key = try NoteKey(log.key)
                let checkpoint = try SignedCheckpoint(parsing: log.checkpointBytes)
                try checkpoint.verify(by: key)
                guard log.origin == key.name else { throw .otherOrigin(expected: key.name, found: log.origin) }
                let state = RememberedLog(key: key, checkpoint: checkpoint)
                states.append((log.repository, WitnessedLog(log: state, witness: path)))
            } catch {
                throw CommandFailure(
                    .usage,
                    "\(path): the log of \(log.repository) is damaged",
                    cause: .own("\(error)"),
                    advice: "Take the file from version control, or remove it and write it anew with holdfast lock."
                )
            }
        }
        self.states = states
    }

    /// Has every contact with the repositories judged by what the lock holds.
    func witness(for access: ImageAccess) async throws {
        for (repository, log) in states {
            await access.contact.expect(log, of: try access.repository(repository).name)
        }
    }

    /// Judges the logs of repositories that are asked for digests alone, which no answer about a tag leads to.
    ///
    /// - Parameters:
    ///   - questions: What is asked of the repositories.
    ///   - access: Hands out the registries.
    /// - Returns: The answers that are known by that: why nothing is to be taken from a repository whose log is not the
    ///   one that was seen, or cannot be read.
    /// - Throws: `CancellationError`.
    func judge(asked questions: [Reference], _ access: ImageAccess) async throws -> DigestAnswers {
        let asked = Dictionary(grouping: questions, by: LockFile.repository(of:))
        let untagged = states.compactMap { state -> (repository: Reference, questions: [Reference])? in
            guard let questions = asked[state.repository], !questions.contains(where: { $0.tag != nil }) else {
                return nil
            }
            return (state.repository, questions)
        }
        return try await withThrowingTaskGroup(of: DigestAnswers.self) { group in
            for (repository, questions) in untagged {
                group.addTask {
                    guard let failure = try await Self.failure(ofLogOf: repository, access) else { return [:] }
                    return Dictionary(questions.map { ($0, .failed(failure)) }) { first, _ in first }
                }
            }
            var answers: DigestAnswers = [:]
            for try await known in group { answers.merge(known) { first, _ in first } }
            return answers
        }
    }

    /// Why the log of a repository cannot vouch for it; nil when it is the one that was seen.
    private static func failure(ofLogOf repository: Reference, _ access: ImageAccess) async throws -> AnswerFailure? {
        do {
            _ = try await access.contact.log(of: try access.repository(repository))
            return nil
        } catch let failure as CommandFailure {
            return AnswerFailure(failure.ofQuestion)
        } catch let error as ClientError {
            return AnswerFailure(error)
        }
    }
}
