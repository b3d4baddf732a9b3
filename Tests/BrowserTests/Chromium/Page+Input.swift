// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

extension Page {
    /// Clicks the middle of the first element of a selector, as a person does.
    func click(_ selector: String) async throws {
        let place = try await evaluate(
            """
            (() => {
                const element = document.querySelector(\(Self.literal(selector)));
                if (!element) return null;
                element.scrollIntoView({block: 'center', behavior: 'instant'});
                const box = element.getClientRects()[0];
                return box ? {x: box.x + box.width / 2, y: box.y + box.height / 2} : null;
            })()
            """
        )
        guard case .object = place else { throw DevTools.Failure(description: "nothing to click at: \(selector)") }
        for type in ["mouseMoved", "mousePressed", "mouseReleased"] {
            try await send(
                "Input.dispatchMouseEvent",
                ["type": .text(type), "x": place["x"], "y": place["y"], "button": "left", "clickCount": 1]
            )
        }
    }

    /// Clicks what leads to another page, and waits for that.
    func follow(_ selector: String) async throws {
        try await loading { try await click(selector) }
    }

    /// Types a text into a field.
    func type(_ text: String, into selector: String) async throws {
        try await click(selector)
        try await send("Input.insertText", ["text": .text(text)])
    }

    /// Presses a key and lets it go.
    func press(_ key: Key) async throws {
        try await send("Input.dispatchKeyEvent", key.parameters.merging(["type": "keyDown"]) { $1 })
        var released = key.parameters
        released["text"] = nil
        try await send("Input.dispatchKeyEvent", released.merging(["type": "keyUp"]) { $1 })
    }

    /// Signs in by the form.
    func signIn(_ user: String) async throws {
        try await open("/login")
        try await fillSignIn(user)
        try await loading { try await press(.enter) }
    }

    /// Fills in the form that is shown, and leaves the focus in it.
    func fillSignIn(_ user: String) async throws {
        try await type(user, into: "input[name=user]")
        try await type(TestRegistry.password(of: user), into: "input[name=password]")
    }
}
