// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIClient
import OCIModel
import Trust

/// The options that say where metadata of Docker Content Trust is read, and what of it is believed.
struct ContentTrustOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The Notary server.",
            discussion: "Without it the one that docker would ask, unless --trust-dir is given.",
            valueName: "url"
        )
    )
    var notary: String?

    @Option(
        help: ArgumentHelp(
            "The login for the Notary server. Others can see it while the command runs: prefer the files of docker.",
            valueName: "user:password"
        )
    )
    var notaryCreds: String?

    @Option(
        help: ArgumentHelp(
            "Read docker's cache, such as ~/.docker/trust.",
            discussion: "With --notary it only says what was seen before, so that nothing older is accepted.",
            valueName: "dir"
        )
    )
    var trustDir: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A root key to trust; may be repeated.", valueName: "id")
    )
    var rootKey: [String] = []

    @Flag(help: "Trust whatever root is there now.")
    var trustOnFirstUse = false

    @Flag(help: "Accept metadata that has expired, and note it.")
    var allowExpired = false

    init() {}

    func validate() throws {
        guard rootKey.isEmpty || !trustOnFirstUse else {
            throw ValidationError("Give one of --root-key and --trust-on-first-use.")
        }
        for id in rootKey where id.utf8.count != 64 || !id.utf8.allSatisfy({ Self.isHexadecimal($0) }) {
            throw ValidationError("\"\(VisibleText.line(id))\" is no id of a key: it has 64 hexadecimal digits.")
        }
    }

    /// The repository that a name means.
    func repository(_ gun: String) throws -> Reference {
        let reference = try ReferenceArgument.repository(gun)
        guard reference.host != nil else {
            throw CommandFailure(
                .usage,
                "\(gun) names no host, and Docker Content Trust signs names with their host",
                advice: "Write it like docker.io/library/alpine."
            )
        }
        return reference
    }

    /// Reads and verifies the metadata.
    ///
    /// - Parameters:
    ///   - gun: The repository as docker signs it.
    ///   - authorities: A file of certificates that are trusted besides the system's.
    ///   - plain: Whether plain HTTP is acceptable beyond this machine.
    /// - Returns: What is verified.
    /// - Throws: ``ContentTrustError`` when something is not, and what says why it could not be read.
    func read(_ gun: String, authorities: String?, plain: Bool) async throws -> ContentTrustRepository {
        let directory = trustDir.map { ContentTrustDirectory(Surroundings.current.absolute($0), gun: gun) }
        var request = ContentTrustRequest(
            gun: gun,
            rootTrust: trustOnFirstUse ? .firstUse : rootKey.isEmpty ? .unknown : .keys(rootKey),
            expiry: allowExpired ? .accept : .refuse,
            now: Timestamp(microseconds: Surroundings.current.now() * 1_000_000)
        )
        if let directory, notary == nil {
            return try await ContentTrustReader.read(request) { try directory.file($0) }
        }
        request.knownVersions = try directory?.versions() ?? [:]
        let url = try notary ?? ContentTrustSource.standardServer(for: repository(gun))
        // Plain HTTP is refused here unless the server is this machine, or the caller allows it.
        _ = try ServerAddress(url, transport: plain ? .anyHTTP : .secureBeyondLoopback)
        var options = RegistryOptions(environment: Surroundings.current.variable)
        options.transport = plain ? .plainAnywhere : .secureBeyondLoopback
        options.login = try notaryCreds.map { try Credentials(parsing: $0) }
        options.authorityFile = authorities.map(Surroundings.current.absolute)
        return try await RegistrySession.withSession(options: options) { session in
            let source = try session.contentTrust(gun, at: url)
            return try await ContentTrustReader.read(request) {
                try await source.file($0.path, limit: ContentTrustFile.maximumSize)
            }
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}
