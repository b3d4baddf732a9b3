// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes

/// The cookie that carries a ``SessionID``.
struct SessionCookie: Sendable {
    /// Tells whether browsers reach the registry over TLS.
    let isSecure: Bool

    /// With the prefix, browsers take it only over TLS and from this very host, so that no neighbour can set it.
    var name: String { isSecure ? "__Host-holdfast-session" : "holdfast-session" }

    init(isSecure: Bool) {
        self.isSecure = isSecure
    }

    init(_ settings: ServerSettings) {
        let url = settings.publicURL?.lowercased() ?? ""
        self.init(isSecure: settings.scheme == "https" || url.hasPrefix("https://"))
    }

    /// Finds the first well-formed cookie of the name.
    func id(in fields: HTTPFields) -> SessionID? {
        for field in fields[values: .cookie] {
            for pair in field.utf8.split(separator: UInt8(ascii: ";")) {
                let text = Substring(pair).drop { $0 == " " }
                guard text.hasPrefix(name), text.dropFirst(name.count).first == "=" else { continue }
                if let id = SessionID(text.dropFirst(name.count + 1)) { return id }
            }
        }
        return nil
    }

    /// The field that gives it to a browser, until that is closed.
    func setting(_ id: SessionID) -> String { "\(name)=\(id.text)\(attributes)" }

    /// The field that takes it away.
    var removing: String { "\(name)=\(attributes); Max-Age=0" }

    private var attributes: String { "; Path=/; HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")" }
}
