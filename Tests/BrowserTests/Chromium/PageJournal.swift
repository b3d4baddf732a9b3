// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Synchronization

/// What a page did: what it requested, what it complained about, which documents it loaded.
final class PageJournal: Sendable {
    private struct State {
        /// The numbers that the browser gives to loads, of those that came to their end.
        var loads: Set<String> = []
        var requests: [String] = []
        var complaints: [String] = []
        var statuses: [String: Int] = [:]
        var waiting: [(isOver: @Sendable (Set<String>) -> Bool, continuation: CheckedContinuation<Void, any Error>)] =
            []
    }

    private let state = Mutex(State())

    var loads: Set<String> { state.withLock { $0.loads } }
    /// The addresses of all requests.
    var requests: [String] { state.withLock { $0.requests } }
    /// Errors of scripts, violations of the content security policy, and what the browser's log says.
    var complaints: [String] { state.withLock { $0.complaints } }

    /// The status of the last answer from an address.
    func status(of address: String) -> Int? { state.withLock { $0.statuses[address] } }

    func note(_ event: DevTools.Event) {
        let parameters = event.parameters
        switch event.method {
        case "Page.lifecycleEvent" where parameters["name"] == "load": note(load: parameters["loaderId"].text ?? "?")
        case "Network.requestWillBeSent": note(request: parameters["request"]["url"].text ?? "?")
        case "Network.responseReceived":
            let response = parameters["response"]
            guard let address = response["url"].text, let status = response["status"].number else { return }
            state.withLock { $0.statuses[address] = Int(status) }
        case "Runtime.exceptionThrown":
            complain("exception: \(parameters["exceptionDetails"]["text"].text ?? "?")")
        case "Runtime.consoleAPICalled":
            complain("console: \(parameters["args"][0]["value"].text ?? "?")")
        case "Log.entryAdded":
            let entry = parameters["entry"]
            complain("log: \(entry["source"].text ?? "?"): \(entry["text"].text ?? "?")")
        case "Audits.issueAdded":
            complain("issue: \(parameters["issue"]["code"].text ?? "?"): \(parameters["issue"]["details"])")
        case "Page.javascriptDialogOpening": complain("dialog: \(parameters["message"].text ?? "?")")
        default: break
        }
    }

    /// Waits until enough was loaded.
    func load(until isOver: @escaping @Sendable (Set<String>) -> Bool) async throws {
        let watch = Task {
            guard (try? await Task.sleep(for: DevTools.patience)) != nil else { return }
            let waiting = state.withLock { state in
                defer { state.waiting = [] }
                return state.waiting
            }
            for wait in waiting {
                wait.continuation.resume(throwing: DevTools.Failure(description: "no page within \(DevTools.patience)"))
            }
        }
        defer { watch.cancel() }
        try await withCheckedThrowingContinuation { continuation in
            let isThere = state.withLock { state in
                let isThere = isOver(state.loads)
                if !isThere { state.waiting.append((isOver, continuation)) }
                return isThere
            }
            if isThere { continuation.resume() }
        }
    }

    private func complain(_ text: String) { state.withLock { $0.complaints.append(text) } }

    private func note(request: String) { state.withLock { $0.requests.append(request) } }

    private func note(load: String) {
        let over = state.withLock { state in
            state.loads.insert(load)
            let loads = state.loads
            defer { state.waiting.removeAll { $0.isOver(loads) } }
            return state.waiting.filter { $0.isOver(loads) }
        }
        for wait in over { wait.continuation.resume() }
    }
}
