// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel

/// What a Holdfast registry remembers of a tag.
struct TagPast: Sendable {
    /// How often the tag came to mean something else, as far as was asked.
    let moves: Int
    /// When it was changed last.
    let lastChange: String?
    /// Whether older events were not asked for.
    let isCut: Bool

    private static let events = 100

    /// Asks the registry of a reference; any that is not Holdfast or does not answer leaves the question open.
    static func find(_ location: ImageLocation) async -> TagPast? {
        guard case .registry(let written) = location, written.host != nil else { return nil }
        let reference = written.normalized()
        guard let host = reference.host, host != RegistryAddress.dockerHub, case .tag = reference.manifestReference
        else { return nil }
        let name = "\(reference.repository):\(reference.manifestReference)"
        let request = ManagementRequest(
            "read the history of \(name)",
            .get,
            "/api/v1/history",
            query: ["ref": name, "n": "\(events)"],
            patience: .seconds(10)
        )
        do {
            let address = try ServerAddress(authority: host, transport: .secureBeyondLoopback)
            let login = try CredentialFiles(environment: Surroundings.current.variable)
                .lookUp(host: host, repository: reference.repository)
            let document = try await ManagementClient.withClient(
                to: address,
                login: login.credentials.map { ServerLogin($0) } ?? ServerLogin()
            ) { try await $0.document(request) }
            let past = try TagEventView.list(in: document)
            return TagPast(
                moves: past.count { ["moved", "approved", "restored", "promoted"].contains($0.event) },
                lastChange: past.first(where: \.setsMeaning)?.time,
                isCut: past.count >= events
            )
        } catch {
            return nil
        }
    }
}
