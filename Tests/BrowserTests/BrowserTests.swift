// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

/// The web pages as people use them: a real browser, the program as it is delivered, the example of `--demo`.
///
/// One after the other: browser, registry and all other tests compete for the cores of the machine. Each test decides
/// only holds that no other looks at, so that their order does not matter.
@Suite("Real browser", .serialized, .inBrowser, .timeLimit(.minutes(5)))
struct BrowserTests {
    var registry: TestRegistry { World.current.registry }

    /// Opens an empty page, with cookies of its own.
    func page() async throws -> Page { try await World.current.browser.page(of: registry.url) }

    /// Opens an empty page of somebody who is signed in.
    func page(of user: String) async throws -> Page {
        let page = try await page()
        try await page.signIn(user)
        return page
    }
}

/// A browser and a registry, started once for all tests of the suite.
struct World: Sendable {
    let browser: Browser
    let registry: TestRegistry

    @TaskLocal private static var running: World?

    static var current: World {
        guard let running else { preconditionFailure("the suite runs with .inBrowser") }
        return running
    }

    fileprivate static func run(_ body: () async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("browser-\(UUID())").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        // Losing the error is right: what is left lies where the system clears up.
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await Browser.run(in: directory) { browser in
            try await TestRegistry.run(in: directory) { registry in
                try await $running.withValue(World(browser: browser, registry: registry)) { try await body() }
            }
        }
    }
}

struct WorldTrait: SuiteTrait, TestScoping {
    @concurrent
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await World.run { try await function() }
    }
}

extension Trait where Self == WorldTrait {
    /// Runs the suite's tests with one browser and one registry.
    static var inBrowser: Self { WorldTrait() }
}
