// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import Policy
import Testing

@testable import RegistryHTTP

@Suite struct SessionCookieTests {
    private static let id = String(repeating: "0f", count: 32)

    @Test
    func isForThisSiteAndNotForScripts() throws {
        let id = try #require(SessionID(Self.id))
        #expect(
            SessionCookie(isSecure: false).setting(id)
                == "holdfast-session=\(Self.id); Path=/; HttpOnly; SameSite=Lax"
        )
        #expect(
            SessionCookie(isSecure: true).setting(id)
                == "__Host-holdfast-session=\(Self.id); Path=/; HttpOnly; SameSite=Lax; Secure"
        )
        #expect(SessionCookie(isSecure: true).removing.hasSuffix("Secure; Max-Age=0"))
    }

    @Test(arguments: [
        (nil, "http", false), (nil, "https", true), ("https://r.example", "http", true),
        ("HTTPS://r.example", "http", true),
        ("http://r.example", "http", false),
    ])
    func isSecureWhereTheRegistryIs(_ url: String?, _ scheme: String, _ isSecure: Bool) {
        let settings = ServerSettings(
            publicURL: url,
            scheme: scheme,
            requestLog: .off,
            accounts: nil,
            access: .open,
            isInsecure: false
        )
        #expect(SessionCookie(settings).isSecure == isSecure)
    }

    @Test(arguments: [
        ("holdfast-session=\(id)", true), ("a=b; holdfast-session=\(id)", true),
        ("a=b;holdfast-session=\(id);c=d", true),
        ("holdfast-session=x; holdfast-session=\(id)", true), ("xholdfast-session=\(id)", false),
        ("holdfast-session2=\(id)", false), ("holdfast-session=\(id)0", false), ("holdfast-session=", false),
        ("holdfast-session", false), ("", false), (";;=;", false), ("__Host-holdfast-session=\(id)", false),
        ("holdfast-session=\(id.uppercased())", false),
    ])
    func isFoundAmongOthers(_ header: String, _ isFound: Bool) {
        #expect((SessionCookie(isSecure: false).id(in: [.cookie: header]) != nil) == isFound)
    }
}
