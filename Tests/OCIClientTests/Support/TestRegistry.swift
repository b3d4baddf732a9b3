// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto
import NIOCore
import OCIModel

@testable import OCIClient

/// Content and sessions for tests against a scripted server.
enum TestRegistry {
    static func digest(_ bytes: [UInt8]) -> OCIModel.Digest {
        OCIModel.Digest(algorithm: .sha256, hash: Array(SHA256.hash(data: bytes)))
    }

    static func blob(_ bytes: [UInt8]) -> Descriptor {
        Descriptor(mediaType: .octetStream, digest: digest(bytes), size: Int64(bytes.count))
    }

    /// An image manifest; different notes make different ones.
    static func manifest(note: String = "", subject: Descriptor? = nil) -> [UInt8] {
        let config = digest(Array("{}".utf8))
        let subject = subject.map {
            #","subject":{"mediaType":"\#($0.mediaType)","digest":"\#($0.digest)","size":\#($0.size)}"#
        }
        return Array(
            #"""
            {"schemaVersion":2,"mediaType":"\#(MediaType.imageManifest)","config":{"mediaType":\#
            "application/vnd.oci.image.config.v1+json","digest":"\#(config)","size":2},"layers":[],\#
            "annotations":{"note":"\#(note)"}\#(subject ?? "")}
            """#.utf8
        )
    }

    static func fetched(_ bytes: [UInt8]) throws -> FetchedManifest {
        FetchedManifest(manifest: try Manifest(bytes), digest: digest(bytes))
    }

    /// The answer that a registry gives for a manifest.
    static func answer(_ bytes: [UInt8]) -> ScriptedAnswer {
        .bytes(
            bytes,
            ("Content-Type", MediaType.imageManifest.rawValue),
            ("Docker-Content-Digest", digest(bytes).rawValue)
        )
    }

    /// Opens a session whose pauses take no time.
    static func withSession<Result>(
        clock: TestClock = TestClock(),
        _ change: (inout RegistryOptions) throws -> Void = { _ in },
        _ body: (RegistrySession) async throws -> Result
    ) async throws -> Result {
        var options = RegistryOptions()
        options.clock = clock.clock
        try change(&options)
        return try await RegistrySession.withSession(options: options, body)
    }

    /// Runs a server and a session, and reads from a repository of the server.
    static func reading<Result>(
        of reference: String = "team/app:1",
        clock: TestClock = TestClock(),
        options change: (inout RegistryOptions) throws -> Void = { _ in },
        _ script: @escaping ScriptedServer.Script,
        _ body: (RegistrySource, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        try await ScriptedServer.run(script) { server in
            try await withSession(clock: clock, change) { session in
                try await body(try session.source(try Reference("\(server.host)/\(reference)")), server)
            }
        }
    }

    /// Runs a server and a session, and writes to a repository of the server.
    static func writing<Result>(
        _ script: @escaping ScriptedServer.Script,
        _ body: (RegistryDestination, RegistrySession, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        try await ScriptedServer.run(script) { server in
            try await withSession { session in
                let destination = try session.destination(try Reference("\(server.host)/team/copy"))
                return try await body(destination, session, server)
            }
        }
    }

    static func collect(_ stream: BlobStream) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await piece in stream { bytes.append(contentsOf: piece.readableBytesView) }
        return bytes
    }

    /// A stream of bytes at hand, in pieces, that may fail in the end.
    static func stream(_ bytes: [UInt8], failure: (any Error)? = nil) -> BlobStream {
        BlobStream {
            var rest = bytes[...]
            return {
                guard !rest.isEmpty else {
                    if let failure { throw failure }
                    return nil
                }
                defer { rest = rest.dropFirst(1_000) }
                return ByteBuffer(bytes: rest.prefix(1_000))
            }
        }
    }
}
