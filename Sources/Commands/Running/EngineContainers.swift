// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import AsyncHTTPClient
import OCIModel

/// The containers that an engine on this machine runs.
struct EngineContainers {
    /// The most containers that are asked about.
    private static let maximumContainers = 10_000

    let socket: EngineSocket

    /// Asks the engine: for the list, for each container, and once for each image.
    func list() async throws -> [RunningContainer] {
        try await HTTPClient.withHTTPClient { http in
            guard let list = try await socket.document("/containers/json", with: http)?.array else {
                throw socket.incomprehensible("it has no list of containers")
            }
            guard list.count <= Self.maximumContainers else {
                throw socket.incomprehensible("it lists more than \(Self.maximumContainers) containers")
            }
            var digests: [String: [Digest]] = [:]
            var containers: [RunningContainer] = []
            for entry in list {
                guard let id = entry["Id"]?.string else { throw socket.incomprehensible("a container has no number") }
                let path = "/containers/\(ManagementRequest.encoded(id))/json"
                // It may have ended since the list was made.
                guard let details = try await socket.document(path, with: http) else { continue }
                let number = details["Image"]?.string ?? entry["ImageID"]?.string ?? ""
                if digests[number] == nil { digests[number] = try await self.digests(ofImage: number, http) }
                let name = details["Name"]?.string ?? entry["Names"]?.strings.first ?? id
                containers.append(
                    RunningContainer(
                        name: name.hasPrefix("/") ? String(name.dropFirst()) : name,
                        namespace: nil,
                        image: details["Config"]?["Image"]?.string ?? entry["Image"]?.string ?? number,
                        digests: digests[number] ?? [],
                        number: number
                    )
                )
            }
            return containers.sorted { $0.name < $1.name }
        }
    }

    private func digests(ofImage number: String, _ http: HTTPClient) async throws -> [Digest] {
        guard !number.isEmpty else { return [] }
        let path = "/images/\(ManagementRequest.encoded(number))/json"
        // An image may be removed by force while its containers run on.
        guard let image = try await socket.document(path, with: http) else { return [] }
        var seen: Set<Digest> = []
        var digests = (image["RepoDigests"]?.strings ?? []).compactMap { RunningContainer.digest(in: $0) }
        // Docker knows content by what its store holds; podman, where the name has moved on to another image, forgets
        // the digests with it, and tells the one that it keeps in answers of its own only.
        digests += Self.digest(image["Descriptor"]?["digest"])
        if digests.isEmpty {
            digests = Self.digest(try await socket.document("/v1.0.0/libpod\(path)", with: http)?["Digest"])
        }
        return digests.filter { seen.insert($0).inserted }
    }

    private static func digest(_ value: JSONValue?) -> [Digest] {
        // Losing the error is right: a digest that is none tells nothing.
        value?.string.flatMap { try? Digest($0) }.map { [$0] } ?? []
    }
}
