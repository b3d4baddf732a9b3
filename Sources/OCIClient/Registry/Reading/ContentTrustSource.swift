// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOHTTP1
public import OCIModel

/// The metadata of one repository on a Notary server, as Docker Content Trust keeps it.
public struct ContentTrustSource: Sendable {
    private static let dockerNotary = "notary.docker.io"

    /// The name of the repository there, such as `docker.io/library/alpine`.
    public let gun: String
    private let repository: RemoteRepository

    init(gun: String, repository: RemoteRepository) {
        self.gun = gun
        self.repository = repository
    }

    /// The server that docker asks about a repository when nothing else is said.
    ///
    /// - Parameter reference: The repository, with its host.
    /// - Returns: The URL: docker's own server, or the host of the registry.
    public static func standardServer(for reference: Reference) -> String {
        let host = reference.normalized().host ?? Reference.dockerHub
        return "https://" + (host == Reference.dockerHub ? dockerNotary : host)
    }

    /// Reads a file of the metadata.
    ///
    /// - Parameters:
    ///   - path: The path below the metadata, such as `targets/releases.json`.
    ///   - limit: The most bytes it may have.
    /// - Returns: The bytes, unverified; nil when the server has no such file.
    /// - Throws: ``ClientError`` when the server does not answer, or does not let it be read.
    public func file(_ path: String, limit: Int) async throws -> [UInt8]? {
        guard let url = repository.address.url.at("/v2/\(gun)/_trust/tuf/\(path)") else {
            throw ClientError(.malformed, "\(path) of \(gun) cannot be asked for")
        }
        let request = RegistryRequest(
            url: url,
            headers: ["Accept": "application/json"],
            limit: limit,
            purpose: "read \(path) of \(gun)"
        )
        let access = RegistryAccess(
            address: repository.address,
            repository: repository.name,
            scopes: [TokenScope(text: "repository:\(gun):pull")]
        )
        let answer = try await repository.send(request, access)
        switch answer.status {
        case 200: return answer.bytes
        case 404: return nil
        default: throw try await repository.refusal(answer, request, access)
        }
    }
}

extension RegistrySession {
    /// The metadata of a repository on a Notary server.
    ///
    /// - Parameters:
    ///   - gun: The name of the repository there; logins are looked up for its path.
    ///   - url: The server: scheme, host and port.
    /// - Returns: The source. It makes no request yet.
    /// - Throws: ``ClientError/Code/malformed`` when one of them is not what it should be.
    public func contentTrust(_ gun: String, at url: String) throws(ClientError) -> ContentTrustSource {
        let reference: Reference
        do {
            reference = try Reference(gun)
        } catch {
            throw ClientError(.malformed, "\"\(gun)\" is not the name of a repository: \(error)")
        }
        guard reference.tag == nil, reference.digest == nil else {
            throw ClientError(.malformed, "\"\(gun)\" names more than a repository")
        }
        var address = try RegistryAddress(url: url)
        // The server of docker's own registry takes the logins of that registry.
        if address.host == "notary.docker.io" {
            address = RegistryAddress(host: RegistryAddress.dockerHub, url: address.url)
        }
        return ContentTrustSource(gun: gun, repository: source(reference, at: address).repository)
    }
}
