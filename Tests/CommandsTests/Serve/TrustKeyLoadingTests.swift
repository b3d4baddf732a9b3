// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Registry
import Testing
import Trust

@testable import Commands

@Suite struct TrustKeyLoadingTests {
    private func policy(_ file: String) throws -> Registry.LivePolicy {
        try Registry.LivePolicy(try Configuration.load(path: file), port: 5001)
    }

    @Test func readsTheKeysThatRulesCanRequire() throws {
        let directory = try Directory()
        let key = SigningKey.generate().verificationKey
        try directory.write("release.pub", key.pem)
        let file = try directory.write("holdfast.yaml", "keys: {release: release.pub}\nlisten: 127.0.0.1:0")
        let policy = try policy(file)
        #expect(policy.trustKeys == [NamedKey(name: "release", key: key)])
        #expect(policy.acceptedAuthorities.contains("localhost:5001"))
    }

    @Test func refusesAFileWithoutAPublicKeyAndSaysWhereItIsNamed() throws {
        let directory = try Directory()
        try directory.write("release.pub", "-----BEGIN NOTHING-----\nAAAA\n-----END NOTHING-----\n")
        let file = try directory.write("holdfast.yaml", "keys:\n  release: release.pub")
        #expect(throws: ConfigurationErrors.self) { try policy(file) }
        do {
            _ = try policy(file)
        } catch {
            #expect("\(error)".hasPrefix("\(file):2:12: the key release in "))
            #expect("\(error)".contains("cannot be used: the file is not a key in PEM"))
        }
    }
}
