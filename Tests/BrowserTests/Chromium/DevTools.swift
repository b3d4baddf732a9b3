// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Synchronization

/// The browser's protocol over two pipes: JSON texts, each ended by a zero byte.
///
/// <https://chromedevtools.github.io/devtools-protocol/>
final class DevTools: Sendable {
    /// Something that the browser says of its own accord.
    struct Event: Sendable {
        var method: String
        var session: String?
        var parameters: JSON
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private struct State {
        var lastNumber = 0
        var answers: [Int: CheckedContinuation<JSON, any Error>] = [:]
        var listeners: [String: @Sendable (Event) -> Void] = [:]
        var end: Failure?
    }

    private struct Message: Decodable {
        struct Problem: Decodable {
            var message: String
        }

        var id: Int?
        var method: String?
        var params: JSON?
        var result: JSON?
        var error: Problem?
        var sessionId: String?
    }

    /// How long anything may take.
    static let patience = Duration.seconds(30)

    private let input: Int32
    private let output: Int32
    private let state = Mutex(State())

    /// Takes two descriptors over: one that commands are written to, and one that answers are read from.
    init(writingTo input: Int32, readingFrom output: Int32) {
        self.input = input
        self.output = output
        Thread.detachNewThread { [weak self] in
            var rest: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = read(output, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                rest += buffer[..<count]
                while let end = rest.firstIndex(of: 0) {
                    self?.take(Data(rest[..<end]))
                    rest.removeSubrange(...end)
                }
            }
            close(output)
            self?.finish(Failure(description: "the browser has ended"))
        }
    }

    deinit {
        close(input)
    }

    /// Has the events of a session told to somebody.
    func listen(to session: String, _ listener: @escaping @Sendable (Event) -> Void) {
        state.withLock { $0.listeners[session] = listener }
    }

    /// Asks for something and waits for the answer.
    @discardableResult
    func send(_ method: String, _ parameters: [String: JSON] = [:], session: String? = nil) async throws -> JSON {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        var command: [String: JSON] = [
            "id": .number(Double(number)), "method": .text(method), "params": .object(parameters),
        ]
        if let session { command["sessionId"] = .text(session) }
        let bytes = try JSONEncoder().encode(JSON.object(command)) + [0]
        let watch = Task {
            guard (try? await Task.sleep(for: Self.patience)) != nil else { return }
            self.answer(number, .failure(Failure(description: "\(method): no answer within \(Self.patience)")))
        }
        defer { watch.cancel() }
        return try await withCheckedThrowingContinuation { continuation in
            let end = state.withLock { state in
                if state.end == nil { state.answers[number] = continuation }
                return state.end
            }
            if let end { return continuation.resume(throwing: end) }
            guard write(bytes) else { return answer(number, .failure(Failure(description: "\(method) was not sent"))) }
        }
    }
}

extension DevTools {
    private func write(_ bytes: Data) -> Bool {
        // Two commands at once must not mix.
        state.withLock { _ in
            var rest = [UInt8](bytes)[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Foundation.write(input, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    private func take(_ bytes: Data) {
        guard let message = try? JSONDecoder().decode(Message.self, from: bytes) else {
            return finish(Failure(description: "the browser said what is no message"))
        }
        if let number = message.id {
            let problem = message.error.map { Failure(description: $0.message) }
            answer(number, problem.map { .failure($0) } ?? .success(message.result ?? .null))
        } else if let method = message.method {
            let event = Event(method: method, session: message.sessionId, parameters: message.params ?? .null)
            let listener = message.sessionId.flatMap { session in state.withLock { $0.listeners[session] } }
            listener?(event)
        }
    }

    private func answer(_ number: Int, _ result: Result<JSON, any Error>) {
        state.withLock { $0.answers.removeValue(forKey: number) }?.resume(with: result)
    }

    private func finish(_ failure: Failure) {
        let waiting = state.withLock { state in
            state.end = failure
            defer { state.answers = [:] }
            return state.answers.values.map { $0 }
        }
        for continuation in waiting { continuation.resume(throwing: failure) }
    }
}
