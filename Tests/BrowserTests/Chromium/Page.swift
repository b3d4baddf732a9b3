// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// A page of the browser.
struct Page: Sendable {
    /// What a key does, as the protocol wants it.
    enum Key: Sendable {
        case tab, enter, space

        var parameters: [String: JSON] {
            switch self {
            case .tab: ["key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9]
            case .enter: ["key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"]
            case .space: ["key": " ", "code": "Space", "windowsVirtualKeyCode": 32, "text": " "]
            }
        }
    }

    let journal = PageJournal()
    let origin: String
    private let tools: DevTools
    private let session: String

    init(tools: DevTools, session: String, origin: String) async throws {
        self.tools = tools
        self.session = session
        self.origin = origin
        tools.listen(to: session) { [journal] in journal.note($0) }
        for domain in ["Page", "Runtime", "Network", "Log", "Audits"] { try await send("\(domain).enable") }
        try await send("Page.setLifecycleEventsEnabled", ["enabled": true])
    }

    @discardableResult
    func send(_ method: String, _ parameters: [String: JSON] = [:]) async throws -> JSON {
        try await tools.send(method, parameters, session: session)
    }

    /// Goes to a path of the origin and waits until all of the page is there.
    func open(_ path: String) async throws { try await go(to: origin + path) }

    /// Goes to an address and waits until all of the page is there.
    func go(to address: String) async throws {
        let answer = try await send("Page.navigate", ["url": .text(address)])
        guard let load = answer["loaderId"].text, answer["errorText"] == .null else {
            throw DevTools.Failure(description: "\(address.prefix(200)): \(answer["errorText"].text ?? "no page")")
        }
        try await journal.load { $0.contains(load) }
    }

    /// Does what leads to another page, and waits until that is there.
    func loading(_ action: () async throws -> Void) async throws {
        let loads = journal.loads
        try await action()
        try await journal.load { !$0.isSubset(of: loads) }
    }

    /// The value of an expression.
    func evaluate(_ expression: String) async throws -> JSON {
        let answer = try await send(
            "Runtime.evaluate",
            ["expression": .text(expression), "returnByValue": true, "awaitPromise": true]
        )
        if let problem = answer["exceptionDetails"]["exception"]["description"].text {
            throw DevTools.Failure(description: "\(expression): \(problem)")
        }
        return answer["result"]["value"]
    }

    /// The path of the page that is shown, with its query.
    var path: String {
        get async throws { try await evaluate("location.pathname + location.search").text ?? "" }
    }

    /// The status that the page that is shown came with.
    var status: Int? {
        get async throws { try await evaluate("location.href").text.flatMap { journal.status(of: $0) } }
    }

    /// The text that people see, or that of the first element of a selector.
    func text(_ selector: String = "body") async throws -> String {
        try await evaluate("document.querySelector(\(Self.literal(selector)))?.innerText ?? ''").text ?? ""
    }

    /// The texts of all elements of a selector, in their order.
    func texts(_ selector: String) async throws -> [String] {
        let elements = "[...document.querySelectorAll(\(Self.literal(selector)))]"
        return try await evaluate("\(elements).map(element => element.textContent.trim())").list.compactMap(\.text)
    }

    /// The number of elements that a selector finds.
    func count(_ selector: String) async throws -> Int {
        Int(try await evaluate("document.querySelectorAll(\(Self.literal(selector))).length").number ?? -1)
    }

    func exists(_ selector: String) async throws -> Bool { try await count(selector) > 0 }

    /// A text as it stands in a script.
    static func literal(_ text: String) -> String {
        // A JSON string is one of JavaScript, too.
        (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "''"
    }
}
