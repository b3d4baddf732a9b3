// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct SecureTransportTests {
    private static let manifest = TestRegistry.manifest()

    /// Reads a manifest over TLS; by its name alone, a registry on loopback would be spoken to without.
    private static func read(
        from server: ScriptedServer,
        clock: TestClock = TestClock(),
        authorityFile: String? = nil
    ) async throws -> FetchedManifest {
        var options = RegistryOptions()
        options.clock = clock.clock
        options.authorityFile = authorityFile
        let url = try #require(RequestURL("https://\(server.host)/"))
        return try await RegistrySession.withSession(options: options) { session in
            let address = RegistryAddress(host: server.host, url: url)
            let source = session.source(try Reference("\(server.host)/team/app:1"), at: address)
            return try await source.manifest(.tag(try Tag("1")))
        }
    }

    @Test func trustsTheAuthoritiesOfAFile() async throws {
        let directory = try Directory()
        let file = try directory.write("ca.pem", TestCertificate.certificate)
        let tls = try TestCertificate.context()
        let found = try await ScriptedServer.run(tls: tls, { _ in TestRegistry.answer(Self.manifest) }) { server in
            try await Self.read(from: server, authorityFile: file)
        }
        #expect(found.manifest.bytes == Self.manifest)
    }

    @Test func trustsNobodyElseAndDoesNotTryAgain() async throws {
        let clock = TestClock()
        let tls = try TestCertificate.context()
        try await ScriptedServer.run(tls: tls, { _ in TestRegistry.answer(Self.manifest) }) { server in
            let error = await #expect(throws: ClientError.self) { try await Self.read(from: server, clock: clock) }
            #expect(error?.code == .unavailable)
            #expect(
                error?.message.contains("its certificate is not signed by an authority that is trusted here") == true
            )
            #expect(clock.pauses.isEmpty)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func saysThatAServerDoesNotSpeakTLS() async throws {
        try await ScriptedServer.run({ _ in TestRegistry.answer(Self.manifest) }) { server in
            let error = await #expect(throws: ClientError.self) { try await Self.read(from: server) }
            #expect(error?.message.hasSuffix("it does not speak TLS") == true)
            #expect(error?.advice?.contains("--plain-http") == true)
        }
    }

    @Test func saysThatAFileHoldsNoCertificates() async throws {
        let directory = try Directory()
        let file = try directory.write("ca.pem", "nothing")
        try await ScriptedServer.run({ _ in .empty(200) }) { server in
            let error = await #expect(throws: ClientError.self) {
                try await Self.read(from: server, authorityFile: file)
            }
            #expect(error?.code == .file)
        }
    }
}
