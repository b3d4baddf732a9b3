// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

extension ClientTests {
    /// A registry that gets another name, seen by who remembers it and by who does not.
    @Suite struct LogNameTests {
        private let image: TestImage
        private let ann: Person
        private let bob: Person

        init() throws {
            image = try TestImage(layers: [TarArchive(["app": "one\n"]).bytes])
            ann = try Person()
            bob = try Person()
        }

        private func restart(_ registry: RegistryProcess, as name: String) async throws {
            try await registry.stop()
            try registry.configure("name: \(name)\n")
            try await registry.start()
        }

        @Test func anotherNameIsAnotherLogAtOnceAndTheOldNameTheOldOne() async throws {
            try await RegistryProcess.run(configuration: "name: old.example.com\n") { registry in
                #expect(try await HTTP(base: registry.url).push(image, to: "team/app", as: "1.0").status == 201)
                let proof = try await ann.succeed(registry, "log", "proof", "team/app:1.0").output
                try ann.home.write("app.tlog-proof", proof)

                try await restart(registry, as: "new.example.com")
                #expect(try registry.log.contains("the registry's name has changed"))
                let resolve = ["resolve", "\(registry.authority)/team/app:1.0"]
                for arguments in [["log", "verify", "team/app:1.0"], ["log", "audit", "team/app"], resolve] {
                    let outcome = try await ann.holdfast(registry, arguments)
                    #expect(outcome.status == 6, "\(outcome)")
                    let words = "is new.example.com/team/app, where old.example.com/team/app was seen"
                    #expect(outcome.errors.contains(words), "\(outcome)")
                }
                try await ann.succeed(registry, "verify", "--proof", "app.tlog-proof")
                for arguments in [["log", "verify", "team/app:1.0"], ["log", "audit", "team/app"], resolve] {
                    try await bob.succeed(registry, arguments)
                }
                let key = try await bob.succeed(registry, "log", "key", "team/app").line
                #expect(key.hasPrefix("new.example.com/team/app+"))

                try await restart(registry, as: "old.example.com")
                try await ann.succeed(registry, "log", "audit", "team/app")
                try await ann.succeed(registry, resolve)
            }
        }
    }
}
