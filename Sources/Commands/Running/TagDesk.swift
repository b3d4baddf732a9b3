// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Asks registries about tags: one question a tag, and none of a registry that does not answer.
struct TagDesk {
    /// What a registry tells of a tag.
    struct Answer {
        /// The events, newest first, or why there are none.
        let events: Result<[TagEventView], CommandFailure>
        /// What became of the base of the image that the tag means now, if the registry knows.
        var base: BaseStanding?
        /// The indexes of the tag that list images the history does not know, by those images.
        var indexes: [Digest: Digest] = [:]
    }

    private static let patience = Duration.seconds(15)

    let server: ServerOptions
    let login: LoginOptions

    /// Asks about many tags, registry by registry, given the containers of each.
    func ask(_ containers: [TagPlace: [RunningContainer]]) async throws -> [TagPlace: Answer] {
        let hosts = Dictionary(grouping: containers.keys, by: \.host)
        guard server.creds == nil && login.username == nil || hosts.count < 2 else {
            throw CommandFailure(
                .usage,
                "one login was given for \(hosts.keys.compactMap(\.self).sorted().joined(separator: " and "))",
                advice: "Log in to them with docker or podman instead."
            )
        }
        var answers: [TagPlace: Answer] = [:]
        for (host, places) in hosts {
            let sorted = places.sorted { $0.name < $1.name }
            answers.merge(await ask(host, sorted, containers)) { first, _ in first }
        }
        return answers
    }

    private func ask(
        _ host: String?,
        _ places: [TagPlace],
        _ containers: [TagPlace: [RunningContainer]]
    ) async -> [TagPlace: Answer] {
        var answers: [TagPlace: Answer] = [:]
        do {
            let reference = host.flatMap { host in
                places.first.map { Reference(host: host, repository: $0.repository) }
            }
            try await server.withClient(for: reference, login: login) { client in
                for place in places { answers[place] = try await ask(place, containers[place] ?? [], client) }
            }
        } catch {
            let failure =
                (error as? any FailureConvertible)?.failure ?? CommandFailure(.registry, String(describing: error))
            for place in places where answers[place] == nil {
                answers[place] = Answer(events: .failure(failure))
            }
        }
        return answers
    }

    /// Asks about one tag.
    ///
    /// - Throws: ``ConnectionFailure``: whoever does not answer is not asked again.
    private func ask(
        _ place: TagPlace,
        _ containers: [RunningContainer],
        _ client: ManagementClient
    ) async throws -> Answer {
        let request = ManagementRequest(
            "read the history of \(place.name)",
            .get,
            "/api/v1/history",
            query: ["ref": place.name],
            patience: Self.patience
        )
        let events: [TagEventView]
        let repository: RepositoryName
        do {
            let document = try await client.wholeList(request, list: "events")
            repository = try place.confirmed(by: document.value["repository"]?.string, at: client.address)
            events = try TagEventView.list(in: document)
        } catch let error as ConnectionFailure {
            throw error
        } catch let error as any FailureConvertible {
            return Answer(events: .failure(error.failure))
        }
        var answer = Answer(events: .success(events))
        answer.base = await base(of: place, client)
        let known = Set(events.compactMap(\.digest))
        let strangers = containers.map(\.allDigests).filter { !$0.contains { known.contains($0.rawValue) } }
        if !strangers.isEmpty {
            let search = IndexSearch(repository: repository, client: client, patience: Self.patience)
            answer.indexes = await search.indexes(of: Set(strangers.joined()), in: events)
        }
        return answer
    }

    private func base(of place: TagPlace, _ client: ManagementClient) async -> BaseStanding? {
        let request = ManagementRequest(
            "read what \(place.name) is built on",
            .get,
            "/api/v1/base",
            query: ["ref": place.name],
            patience: Self.patience
        )
        // Losing the error is right: a registry may know histories and no bases; then nothing is said of them.
        guard let document = try? await client.document(request) else { return nil }
        return BaseStanding(document.value)
    }
}
