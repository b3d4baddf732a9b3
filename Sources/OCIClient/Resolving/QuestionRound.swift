// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Synchronization

/// Asks one thing of many references: each once, several registries side by side, each of them within its patience.
struct QuestionRound: Sendable {
    /// How many registries are asked at a time.
    private static let hostWidth = 8
    /// How many questions of a registry wait at a time; the session lets fewer through if it is told to.
    private static let questionWidth = 4

    let session: RegistrySession
    /// How many requests a registry has to grant still for another one to be made.
    let floor: Int64

    /// Asks for all references.
    ///
    /// - Parameters:
    ///   - references: What to ask for; those that mean the same are asked for once.
    ///   - progress: The account of how many are answered.
    ///   - question: Asks for the reference of a source.
    /// - Returns: The answer for each reference.
    func ask<Answer: Sendable>(
        _ references: [Reference],
        progress: TransferProgress?,
        _ question: @escaping @Sendable (RegistrySource) async throws -> Answer
    ) async -> [Reference: Result<Answer, ClientError>] {
        let spellings = Dictionary(grouping: Set(references)) { $0.normalized() }
        let hosts = Dictionary(grouping: spellings.keys) { $0.host ?? "" }
        progress?.expect(blobs: spellings.count, bytes: 0)
        let answers = await Self.map(Array(hosts.values), width: Self.hostWidth) { references in
            await converse(about: references.sorted { $0.description < $1.description }, progress, question)
        }
        var result: [Reference: Result<Answer, ClientError>] = [:]
        for (reference, answer) in answers.joined() {
            for spelling in spellings[reference] ?? [] { result[spelling] = answer }
        }
        return result
    }

    /// The answers of one registry.
    private func converse<Answer: Sendable>(
        about references: [Reference],
        _ progress: TransferProgress?,
        _ question: @escaping @Sendable (RegistrySource) async throws -> Answer
    ) async -> [(Reference, Result<Answer, ClientError>)] {
        let conversation = HostConversation()
        return await Self.map(references, width: Self.questionWidth) { reference in
            defer { progress?.completeBlob() }
            do throws(ClientError) {
                let source = try session.source(reference)
                if let refusal = conversation.refusal(of: reference, source: source, floor: floor) { throw refusal }
                return (reference, await answer(from: source, conversation, question))
            } catch {
                return (reference, .failure(error))
            }
        }
    }

    private func answer<Answer: Sendable>(
        from source: RegistrySource,
        _ conversation: HostConversation,
        _ question: @Sendable (RegistrySource) async throws -> Answer
    ) async -> Result<Answer, ClientError> {
        do {
            let answer = try await question(source)
            conversation.note(nil)
            return .success(answer)
        } catch let error as ClientError {
            conversation.note(error)
            return .failure(error)
        } catch {
            let reason = error is CancellationError ? "the question was cancelled" : "\(error)"
            return .failure(ClientError(.unavailable, "could not ask for \(source.reference)", reason: reason))
        }
    }

    /// Does work on many things, several at a time; the results come in no order.
    private static func map<Element: Sendable, Outcome: Sendable>(
        _ elements: [Element],
        width: Int,
        _ body: @escaping @Sendable (Element) async -> Outcome
    ) async -> [Outcome] {
        await withTaskGroup(of: Outcome.self) { group in
            var outcomes: [Outcome] = []
            for (number, element) in elements.enumerated() {
                if number >= width, let outcome = await group.next() { outcomes.append(outcome) }
                group.addTask { await body(element) }
            }
            for await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
    }
}

/// The patience with one registry, shared by the questions that run side by side.
private final class HostConversation: Sendable {
    private let patience = Mutex(HostPatience())

    func note(_ error: ClientError?) {
        patience.withLock { $0.note(error) }
    }

    func refusal(of reference: Reference, source: RegistrySource, floor: Int64) -> ClientError? {
        let limit = source.rateLimit
        return patience.withLock {
            $0.refusal(of: reference.description, host: source.address.host, limit: limit, floor: floor)
        }
    }
}
