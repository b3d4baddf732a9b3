// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

extension MemoryTransaction {
    func logHead(of repository: RepositoryName) throws -> LogHead? {
        state.repositories[repository]?.log.head
    }

    func logEntries(of repository: RepositoryName, from index: Int64, limit: Int) throws -> [[UInt8]] {
        guard index >= 0 else { return [] }
        return Array(state.repositories[repository]?.log.entries.dropFirst(Int(index)).prefix(limit) ?? [])
    }

    func logTile(_ tile: Int64, level: Int, of repository: RepositoryName) throws -> [UInt8]? {
        state.repositories[repository]?.log.tiles[MemoryLog.TileKey(level: level, number: tile)]
    }

    func firstSeen(ofSignature identity: Digest, in repository: RepositoryName) throws -> Int64? {
        state.repositories[repository]?.log.signatures[identity]
    }

    func loggedKeys(in repository: RepositoryName) throws -> [LoggedKey] {
        state.repositories[repository]?.log.keys.values.sorted { $0.fingerprint < $1.fingerprint } ?? []
    }

    func keyDecisions() throws -> [KeyDecision] {
        state.keyDecisions.values.sorted { $0.fingerprint < $1.fingerprint }
    }

    func trustDocument(_ digest: Digest) throws -> [UInt8]? {
        state.trustDocuments[digest]
    }

    func putLogEntry(_ entry: [UInt8], at index: Int64, of repository: RepositoryName) throws {
        guard index == Int64(state.repositories[repository]?.log.entries.count ?? 0) else {
            throw StoreError(.failure, "the log is append-only")
        }
        change(repository) { $0.log.entries.append(entry) }
    }

    func appendLogHash(_ hash: [UInt8], toTile tile: Int64, level: Int, of repository: RepositoryName) throws {
        change(repository) { $0.log.tiles[MemoryLog.TileKey(level: level, number: tile), default: []] += hash }
    }

    func putLogHead(_ head: LogHead, of repository: RepositoryName) throws {
        change(repository) { $0.log.head = head }
    }

    func putSignature(_ identity: Digest, firstSeen index: Int64, in repository: RepositoryName) throws {
        change(repository) { $0.log.signatures[identity] = $0.log.signatures[identity] ?? index }
    }

    func putLoggedKey(_ key: LoggedKey, in repository: RepositoryName) throws {
        change(repository) { $0.log.keys[key.fingerprint] = key }
    }

    func putKeyDecision(_ decision: KeyDecision) throws {
        state.keyDecisions[decision.fingerprint] = decision
    }

    func putTrustDocument(_ document: [UInt8], as digest: Digest) throws {
        state.trustDocuments[digest] = document
    }
}
