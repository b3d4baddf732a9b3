// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

extension Page {
    enum Scheme: String, Sendable, CaseIterable {
        case light, dark
    }

    enum Screen: String, Sendable, CaseIterable {
        case desk, phone

        fileprivate var parameters: [String: JSON] {
            switch self {
            case .desk: ["width": 1_280, "height": 900, "deviceScaleFactor": 1, "mobile": false]
            case .phone: ["width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true]
            }
        }
    }

    func show(on screen: Screen) async throws {
        try await send("Emulation.setDeviceMetricsOverride", screen.parameters)
    }

    func show(in scheme: Scheme) async throws {
        try await send(
            "Emulation.setEmulatedMedia",
            ["features": .list([["name": "prefers-color-scheme", "value": .text(scheme.rawValue)]])]
        )
    }

    /// Takes scripts of pages away, as people do who switch JavaScript off.
    func disableScripts() async throws {
        try await send("Emulation.setScriptExecutionDisabled", ["value": true])
    }

    /// Keeps a picture of all of the page: in `$HOLDFAST_ARTIFACTS`, else in `.build/browser-artifacts`.
    func keepPicture(_ name: String) async throws {
        let picture = try await send(
            "Page.captureScreenshot",
            ["format": "png", "captureBeyondViewport": true]
        )
        guard let text = picture["data"].text, let bytes = Data(base64Encoded: text) else {
            throw DevTools.Failure(description: "no picture of \(name)")
        }
        let directory = Self.artifacts
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try bytes.write(to: directory.appendingPathComponent("\(name).png"))
    }

    private static var artifacts: URL {
        if let named = ProcessInfo.processInfo.environment["HOLDFAST_ARTIFACTS"] { return URL(fileURLWithPath: named) }
        // Beside the build that these tests are part of: .build/TRIPLE/debug/holdfastPackageTests.xctest.
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("browser-artifacts")
    }
}
