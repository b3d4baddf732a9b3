// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

extension ClientTests {
    /// Registries, signers and verifiers whose clocks are years apart: what came first is what the log says.
    @Suite(.needs(FakeClock.wrapper, DatabaseAttack.python))
    struct ClockSkewTests {
        private let images: [TestImage]

        init() throws {
            images = try ["one", "two", "three"].map { try TestImage(layers: [TarArchive(["app": "\($0)\n"]).bytes]) }
        }

        private func restart(_ registry: RegistryProcess, with clock: FakeClock) async throws {
            if registry.isRunning { try await registry.stop() }
            try await registry.start(environment: clock.environment)
        }

        private func verify(
            _ registry: TrustRegistry,
            _ tag: String,
            as user: String = "reader",
            clock: FakeClock
        ) async throws -> Shell.Outcome {
            try await registry.person(user).holdfast(
                registry.process,
                ["verify", "team/app:\(tag)", "--key", registry.publicKey],
                clock: clock
            )
        }

        @Test func theClocksShowOtherTimes() async throws {
            for (clock, sign) in [(FakeClock.tenYearsBehind, -1.0), (.tenYearsAhead, 1)] {
                let outcome = try await Shell.run("date", ["+%s"], environment: clock.environment)
                let years = (try #require(Double(outcome.line)) - Date().timeIntervalSince1970) / 31_557_600
                #expect(abs(years - sign * 10) < 0.1)
            }
        }

        @Test(arguments: FakeClock.allCases)
        func aGoodSignatureIsGoodByEveryClock(_ signer: FakeClock) async throws {
            try await TrustRegistry.run { registry in
                #expect(try await registry.http(as: "ci").push(images[0], to: "team/app", as: "1.0").status == 201)
                let sign = ["sign", "team/app:1.0", "--key", registry.key]
                let signed = try await registry.person("ci").holdfast(registry.process, sign, clock: signer)
                #expect(signed.status == 0, "\(signed)")
                #expect(try await registry.status(of: "1.0", as: "reader") == 200)
                for clock in FakeClock.allCases {
                    let verified = try await verify(registry, "1.0", clock: clock)
                    #expect(verified.status == 0, "\(verified)")
                }
            }
        }

        @Test(arguments: FakeClock.allCases)
        func aRevokedKeyIsRevokedByEveryClock(_ signer: FakeClock) async throws {
            try await TrustRegistry.run { registry in
                let ci = registry.http(as: "ci")
                #expect(try await ci.push(images[0], to: "team/app", as: "1.0").status == 201)
                let revoked = try await registry.holdfast(as: "ann", "key", "revoke", "release", "--reason", "stolen")
                #expect(revoked.status == 0, "\(revoked)")
                let sign = ["sign", "team/app:1.0", "--key", registry.key]
                let signed = try await registry.person("ci").holdfast(registry.process, sign, clock: signer)
                #expect(signed.status == 0, "\(signed)")
                #expect(try await registry.status(of: "1.0", as: "reader") == 404)
                for clock in FakeClock.allCases {
                    let dead = try await verify(registry, "1.0", as: "ci", clock: clock)
                    #expect(dead.status == 6, "\(dead)")
                    #expect(dead.output.contains("its key was revoked at entry"), "\(dead)")
                }
            }
        }

        @Test func aRegistryWhoseClockJumpsKeepsOneHistory() async throws {
            let ann = try Person()
            try await RegistryProcess.run(configuration: "rules: [{change: allow}]\n") { registry in
                let http = HTTP(base: registry.url)
                for (image, clock) in zip(images, [FakeClock.tenYearsAhead, .tenYearsBehind, .right]) {
                    try await restart(registry, with: clock)
                    #expect(try await http.push(image, to: "team/app", as: "1.0").status == 201)
                    for clock in FakeClock.allCases {
                        for arguments in [["log", "verify", "team/app:1.0"], ["log", "audit", "team/app"]] {
                            let outcome = try await ann.holdfast(registry, arguments, clock: clock)
                            #expect(outcome.status == 0, "\(outcome)")
                        }
                    }
                }
                let history = try await http.get("/api/v1/history?ref=team/app:1.0").decode(HistoryDocument.self)
                #expect(history.events.map(\.digest) == images.reversed().map(\.digest))

                // What was first is so by its entry, although its date is the last.
                try await DatabaseAttack.run(
                    on: registry,
                    "UPDATE tag SET digest = '\(images[0].digest)' WHERE name = '1.0'"
                )
                let outcome = try await ann.holdfast(registry, "log", "verify", "team/app:1.0")
                #expect(outcome.status == 6, "\(outcome)")
            }
        }
    }
}
