// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Testing

@Suite struct StartupTests {
    private func problems(_ text: String) throws -> [String] {
        try Configuration(parsing: text, file: "holdfast.yaml").startupProblems()
    }

    @Test(
        arguments: [
            "", "listen: \"[::1]:5000\"", "listen: localhost:80", "listen: 0.0.0.0:80\ninsecure: true",
            "listen: 0.0.0.0:443\nusers: u\ntls: {certificate: c, key: k}", "users: u",
            "users: u\naccess: [{anonymous: true, can: [pull]}]",
            "approvals: {distinct: false}", "users: u\naccess: [{anonymous: true, can: [admin]}]",
            "listen: 0.0.0.0:443\nusers: u\ntls: {certificate: c, key: k}\naccess: [{anonymous: true, can: [pull, push]}]",
        ]
    )
    func startsWhereNobodyElseGetsIn(_ text: String) throws {
        #expect(try problems(text).isEmpty)
    }

    @Test func saysHowToProtectAnAddressOthersCanReach() throws {
        let both = try problems("listen: 0.0.0.0:80")
        #expect(
            both == [
                """
                0.0.0.0:80 can be reached by other machines, and there are no users and no TLS. To start: \
                create a user with "holdfast user add NAME" and set "users: ./users" in the configuration, and \
                set "tls: {certificate: cert.pem, key: key.pem}". \
                Behind a proxy that does TLS, listen on 127.0.0.1 instead. \
                To run without protection all the same, set "insecure: true".
                """
            ]
        )
        let users = try problems("listen: 0.0.0.0:80\ntls: {certificate: c, key: k}")
        #expect(users.count == 1 && users[0].contains("no users. To start") && !users[0].contains("tls:"))
        let tls = try problems("listen: 0.0.0.0:80\nusers: u")
        #expect(tls.count == 1 && tls[0].contains("no TLS. To start") && !tls[0].contains("user add"))
    }

    @Test(
        arguments: [
            ("access: [{users: [bob, ann], can: [pull]}]", "names ann, bob, but there is no users file"),
            ("access: [{anonymous: true, can: [pull]}]", "there is no users file"),
            ("approvals: {distinct: true}", "needs users"),
            (
                "listen: 0.0.0.0:443\nusers: u\ntls: {certificate: c, key: k}\naccess: [{anonymous: true, can: [approve, admin]}]",
                "may approve and admin"
            ),
        ]
    )
    func refusesWhatMakesNoSense(_ text: String, _ part: String) throws {
        let problems = try problems(text)
        #expect(problems.count == 1)
        #expect(problems.first?.contains(part) == true)
    }
}
