// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import Trust

/// Reads the signatures of an image and judges them.
struct SignatureReading {
    let options: SignatureOptions
    let server: ServerOptions
    let login: LoginOptions

    /// Reads and judges; nil when nobody says what is required and the place is no Holdfast.
    func run(
        _ location: ImageLocation,
        _ digest: Digest,
        in source: any ImageSource,
        contact: LogContact
    ) async throws -> SignatureCheck {
        let name = try SignatureName(of: location, identity: options.identity)
        let binding = try binding(for: name)
        // What a person got wrong is said before anything is asked.
        let basis = try basis(name, binding)
        var search = SignatureSearch(source: source)
        try await search.run(digest)
        let log = try await log(of: source, contact)
        switch basis {
        case .notation(let notation):
            return SignatureCheck(search, of: digest, name: name, log: log, notation: notation)
        case .demand(let demand):
            return SignatureCheck(search, of: digest, name: name, demand: demand, log: log)
        case .server:
            let demand = try await serverDemand(location, name)
            return SignatureCheck(search, of: digest, name: name, demand: demand, log: log)
        }
    }
}

extension SignatureReading {
    private enum Basis {
        case notation(NotationBasis)
        case demand(SignatureDemand)
        /// The registry's own word.
        case server
    }

    private func binding(for name: SignatureName) throws -> TrustRequirement.Binding {
        switch options.bind {
        case .digest?: return .digest
        case .tag? where name.tag == nil:
            throw CommandFailure(
                .usage,
                "--bind tag needs a reference with a tag",
                advice: "Add it, or give --identity."
            )
        case .tag?: return .tag
        case nil: return name.tag == nil ? .digest : .tag
        }
    }

    private func basis(_ name: SignatureName, _ binding: TrustRequirement.Binding) throws -> Basis {
        if !options.key.isEmpty {
            let demand = try SignatureDemand(keys: options.key, threshold: options.threshold ?? 1, binding: binding)
            return .demand(demand)
        }
        guard let policy = options.policy else { return .server }
        if let store = options.trustStore {
            // Notation's signatures name no tag unless they were made here.
            let binding: TrustRequirement.Binding? = options.bind == nil ? nil : binding
            return .notation(try NotationBasis(policy: policy, store: store, binding: binding))
        }
        guard !policy.hasSuffix(".json") else {
            throw CommandFailure(
                .usage,
                "\(policy) names trust stores, and nothing says where they are",
                advice: "Give --trust-store DIRECTORY, the one that holds x509/."
            )
        }
        let own: TrustRequirement.Binding? = options.bind == nil ? nil : binding
        return .demand(try SignatureDemand(policy: policy, name: name, binding: own))
    }

    /// What the log says of signatures, read after them so that it has those that came last.
    private func log(of source: any ImageSource, _ contact: LogContact) async throws -> SignatureCheck.Log {
        guard let source = source as? RegistrySource else { return .none }
        guard try await source.tagLog(.checkpoint) != nil else {
            // One that was there before must not be hidden: it tells which keys were revoked.
            try await contact.requireKnownLog(source)
            return .none
        }
        let log = try await contact.freshLog(of: source)
        let reading = LoggedTagReading(source: source, contact: contact)
        return .read(SignatureLog(try await reading.entries(of: log, from: 0, where: SignatureLog.isConcerned)))
    }

    /// What the registry says that it requires; nothing, if it is no Holdfast.
    private func serverDemand(_ location: ImageLocation, _ name: SignatureName) async throws -> SignatureDemand {
        guard case .registry(let reference) = location else {
            throw CommandFailure(
                .usage,
                "nothing says who must have signed \(location)",
                advice: "Give --key FILE or --policy FILE."
            )
        }
        var request = ManagementRequest(
            "read what \(reference.queryText) requires",
            .get,
            "/api/v1/trust",
            query: ["ref": reference.queryText]
        )
        request.patience = ManagementClient.Patience.brief
        let host = try server.address(host: reference.host).authority
        let document: JSONValue? = try await server.withClient(for: reference, login: login) { client in
            let answer = try await client.send(request)
            switch answer.status {
            case 200: return try ServerDocument(bytes: answer.bytes).value
            case 400, 404, 405, 501: return nil
            default: return try await client.document(request).value
            }
        }
        guard let document else { return SignatureDemand(server: host) }
        return try SignatureDemand(server: host, document: document, tag: name.tag)
    }
}
