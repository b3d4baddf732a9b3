// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Randomness
import Testing

@Suite struct ConfigurationFuzzTests {
    private static let seeds = [
        """
        name: registry.example.com
        url: https://registry.example.com
        listen: 127.0.0.1:5000
        tls: {certificate: cert.pem, key: "key.pem"}
        log: {requests: all}              # all | changes | off
        keys: {release: release.pub, ci: {file: "ci.pub"}}
        rules:
          - repositories: ["ci/**"]
            tags: ["*", 'v1.?']
            change: allow
            expire: 30d
            approve-when:
              - {verdict: [identical, same-files]}
              - {paths: ["/app/**"], severity-below: high}
            require: [{keys: [release], threshold: 1, bind: tag}]
            keep: {last: 20, younger-than: 90d, pulled-within: 30d}
        users: ./users
        access:
          - users: ["ci"]
            repositories: ["ci/**"]
            can: [pull, push]
          - anonymous: true
            can: [pull]
        approvals: {distinct: true}
        webhooks: [{url: "https://h:8443/x?y", secret: ./secret, events: [held, corrupt], format: json}]
        upstreams:
          docker.io: {revalidate: 15m, watch: off, credentials: auth.json, ca: ca.pem}
          local: {url: "http://127.0.0.1:5001", proxy: "http://us%40er:pass@proxy:3128", watch: 1h}
          ghcr.io:
        default-upstream: docker.io
        keep-locks: ["locks/**/holdfast.lock", /srv/*/running.json, ./a]
        """,
        "a: &a [x, *a]\nb: !!set {? *a : 1}\n--- |\n  text\n...\n%TAG ! tag:x,2000:\n--- >-\n folded\n",
        "\"\\x41\\u00e9\\U0001F600\\\n  \": {? [a, b]: c, d, 'e''f': !<tag:x> \"g\"}\n",
    ]

    @Test func neverCrashesOnDamagedFiles() {
        var random = Deterministic(seed: 2_026)
        let interesting =
            Array("\0\t\n\r :-?,[]{}#&*!|>'\"%@`~<=\\.x0\u{feff}\u{85}\u{2028}é".utf8) + [0x80, 0xc3, 0xff]
        var accepted = 0
        for round in 0..<6_000 {
            let seed = Array(Self.seeds[round % Self.seeds.count].utf8)
            let text = String(decoding: random.mutate(seed, with: interesting), as: UTF8.self)
            do {
                _ = try Configuration(parsing: text, file: "h.yaml").startupProblems()
                accepted += 1
            } catch let errors as ConfigurationErrors {
                #expect(!errors.errors.isEmpty)
                let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
                for error in errors.errors {
                    #expect((error.line ?? 1) >= 1 && (error.line ?? 1) <= lines + 1 && (error.column ?? 1) >= 1)
                    #expect(!error.message.isEmpty)
                }
            } catch {
                Issue.record("\(error) for \(text.debugDescription)")
            }
        }
        #expect(accepted > 0)
    }

    @Test func neverCrashesOnDamagedUserFiles() {
        let seed = Array(
            """
            # users
            ann:$2y$05$skbPJo1zxe1ig5tO/bIVzOBFGqG5jh8T7Z8rhGk6jNMug5W1biYte

            bob:$2b$10$ktqul0ilOmpNXuljSWAm/.wKRLO.EtZslXcgJByqz64.NagXwpJ82
            """
            .utf8
        )
        var random = Deterministic(seed: 11)
        for _ in 0..<4_000 {
            let text = String(decoding: random.mutate(seed, with: Array("\0\n\r:#$ ./é".utf8)), as: UTF8.self)
            do {
                let file = try PasswordFile(parsing: text, path: "users")
                #expect(file.text == text || file.text == text + "\n")
                for name in file.names { #expect(file.hash(of: name)?.utf8.count == 60) }
            } catch let error as PasswordFileError {
                #expect((error.line ?? 0) >= 1)
            } catch {
                Issue.record("\(error)")
            }
        }
    }
}
