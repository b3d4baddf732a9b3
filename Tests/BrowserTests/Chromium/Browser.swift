// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// A Chromium without a window, driven through its own protocol.
final class Browser: Sendable {
    struct NotInstalled: Error, CustomStringConvertible {
        let description = "chromium is not installed; scripts/test installs it, or: apt-get install chromium"
    }

    private let program: Program
    private let tools: DevTools

    private init(program: Program, tools: DevTools) {
        self.program = program
        self.tools = tools
    }

    /// Runs a browser for as long as the body takes.
    static func run<Result>(in directory: String, _ body: (Browser) async throws -> Result) async throws -> Result {
        guard access("/usr/bin/chromium", X_OK) == 0 else { throw NotInstalled() }
        let commands = try DescriptorPair()
        let answers = try DescriptorPair()
        let program = try Program(
            [
                "/usr/bin/chromium", "--headless=new", "--no-sandbox", "--remote-debugging-pipe",
                "--user-data-dir=\(directory)/profile", "--disable-gpu", "--disable-dev-shm-usage",
                "--no-first-run", "--no-default-browser-check", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-extensions", "--hide-scrollbars",
                "--force-color-profile=srgb", "--lang=en-US", "about:blank",
            ],
            errors: "\(directory)/chromium.log",
            handedOver: [(commands.reading, 3), (answers.writing, 4)]
        )
        commands.closeReading()
        answers.closeWriting()
        let tools = DevTools(writingTo: commands.writing, readingFrom: answers.reading)
        let browser = Browser(program: program, tools: tools)
        do {
            let result = try await body(browser)
            await browser.close()
            return result
        } catch {
            await browser.close()
            throw error
        }
    }

    private func close() async {
        // Losing the error is right: a browser that does not answer any more is killed.
        _ = try? await tools.send("Browser.close")
        _ = await program.status()
    }

    /// Opens an empty page with cookies of its own.
    func page(of origin: String) async throws -> Page {
        let context = try await tools.send("Target.createBrowserContext")
        guard let contextID = context["browserContextId"].text else {
            throw DevTools.Failure(description: "no context for cookies: \(context)")
        }
        let target = try await tools.send(
            "Target.createTarget",
            ["url": "about:blank", "browserContextId": .text(contextID), "width": 1_280, "height": 900]
        )
        let session = try await tools.send(
            "Target.attachToTarget",
            ["targetId": target["targetId"], "flatten": true]
        )
        guard let name = session["sessionId"].text else {
            throw DevTools.Failure(description: "no session with a page: \(session)")
        }
        return try await Page(tools: tools, session: name, origin: origin)
    }
}

/// A pipe whose ends no other program gets.
private struct DescriptorPair {
    let reading: Int32
    let writing: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw Program.Failure(description: "no pipe: \(String(cString: strerror(errno)))")
        }
        // Out of the way of the numbers that a program is to find descriptors under.
        reading = fcntl(ends[0], F_DUPFD_CLOEXEC, 64)
        writing = fcntl(ends[1], F_DUPFD_CLOEXEC, 64)
        for end in ends { close(end) }
    }

    func closeReading() { close(reading) }
    func closeWriting() { close(writing) }
}
