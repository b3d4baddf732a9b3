// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
internal import OCIModel
internal import Policy

/// Proves that a form was sent from a page that this registry made for this very browser.
///
/// It is a keyed hash of the browser's ``SessionID``, so it needs no memory, also for browsers that nobody signed in
/// with, of which there may be any number. After a restart the key is another, and pages that are still open have to be
/// loaded again.
struct FormToken: Sendable {
    /// The name of the field.
    static let field: StaticString = "csrf"

    private let key = SymmetricKey(size: .bits256)

    func text(for id: SessionID) -> String { Hexadecimal.encode(Array(code(for: id))) }

    func matches(_ text: String, _ id: SessionID) -> Bool {
        ConstantTime.equal(Array(self.text(for: id).utf8), Array(text.utf8.prefix(128)))
    }

    private func code(for id: SessionID) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array("form:\(id.text)".utf8), using: key)
    }
}
