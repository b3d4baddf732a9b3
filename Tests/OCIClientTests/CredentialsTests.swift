// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct CredentialsTests {
    @Test func splitsAtTheFirstColon() throws {
        let credentials = try Credentials(parsing: "ann:a:b")
        #expect(credentials.user == "ann")
        #expect(credentials.password == "a:b")
    }

    @Test(arguments: [
        ("ann", CredentialError.missingPassword), (":x", .invalidUser), ("a\nb:x", .invalidUser),
    ])
    func refusesWhatIsNoLogin(text: String, reason: CredentialError) {
        #expect(throws: reason) { try Credentials(parsing: text) }
    }

    @Test func encodesTheBasicScheme() throws {
        let credentials = try Credentials(user: "Aladdin", password: "open sesame")
        #expect(credentials.basicAuthorization == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    }

    @Test func showsNoPasswordWhenPrinted() throws {
        let credentials = try Credentials(user: "ann", password: "secret")
        var dumped = ""
        dump(credentials, to: &dumped)
        #expect(!"\(credentials)\(String(reflecting: credentials))\(dumped)".contains("secret"))
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ])
    func encodesAndDecodesTheVectorsOfTheStandard(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test(arguments: ["Z", "Zg=", "Zg===", "Z===", "=", "Zm9v=", "Zm 9v", "Zm9v\n", "Zé=="])
    func refusesWhatIsNotBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
