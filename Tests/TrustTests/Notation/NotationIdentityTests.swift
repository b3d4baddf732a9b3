// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing
import Trust

@Suite struct NotationIdentityTests {
    @Test(arguments: [
        ("x509.subject: C=DE, ST=HH, O=Example", "C=DE|O=Example|ST=HH"),
        ("x509.subject:C=DE,ST=HH,O=Example", "C=DE|O=Example|ST=HH"),
        ("x509.subject: c=DE, S=HH, o=Example", "C=DE|O=Example|ST=HH"),
        (#"x509.subject: C=DE, ST=HH, O=Example\, Inc."#, "C=DE|O=Example, Inc.|ST=HH"),
        (#"x509.subject: C=DE, ST=HH, O=\C3\A4"#, "C=DE|O=ä|ST=HH"),
        (#"x509.subject: C=DE, ST=HH, O=a\ "#, "C=DE|O=a |ST=HH"),
        ("x509.subject: C=DE, ST=HH, O=a=b", "C=DE|O=a=b|ST=HH"),
        ("x509.subject: C=DE, ST=HH, O=x, OU=y, CN=z, L=l", "C=DE|CN=z|L=l|O=x|OU=y|ST=HH"),
    ])
    func reads(_ text: String, _ expected: String) throws {
        let parts = try NotationIdentity(text).parts
        #expect(parts.keys.sorted().map { "\($0)=\(parts[$0] ?? "")" }.joined(separator: "|") == expected)
    }

    @Test(arguments: [
        "x509.subject: C=DE, ST=HH",
        "x509.subject: C=DE, O=Example",
        "x509.subject: ST=HH, O=Example",
        "x509.subject",
        "x509.subject:",
        "X509.Subject: C=DE, ST=HH, O=Example",
        "x509.subject: C=DE, ST=HH, O=Example, O=Other",
        "x509.subject: C=DE, ST=HH, S=HH, O=Example",
        "x509.subject: C=DE+ST=HH, O=Example",
        "x509.subject: C=DE; ST=HH; O=Example",
        "x509.subject: C=DE, ST=HH, O=\"Example\"",
        "x509.subject: C=DE, ST=HH, O=",
        "x509.subject: C=DE, ST=HH, O=#0403",
        "x509.subject: C=DE, ST=HH, O=a\\",
        "x509.subject: C=DE, ST=HH, O=a\\z",
        "x509.subject: C=DE, ST=HH, O=\\ff",
        "x509.subject: C=DE, ST=HH, O=Example, X=1",
        "x509.subject: C=DE, ST=HH, Example",
        "x509.subject: C=DE, ST=HH, O=Example,",
    ])
    func refuses(_ text: String) {
        #expect(throws: NotationError.self) { try NotationIdentity(text) }
    }
}
