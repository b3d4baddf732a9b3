// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import Synchronization
import TagLog

/// Reads the log that a registry keeps of a repository's tags: unverified bytes, in the shapes they must have.
final class LogReader: Sendable {
    /// The most entries of a log that are read for the sake of a tag, whatever size is signed: an audit may read more.
    static let mostEntries: Int64 = 1 << 21
    /// The most full tiles that are kept at hand.
    private static let keptTiles = 4_096

    /// The repository.
    let source: RegistrySource
    private let kept = Mutex<[Tile: [UInt8]]>([:])

    init(source: RegistrySource) {
        self.source = source
    }

    /// The repository with its registry.
    var place: String { source.name }

    /// The checkpoint of this moment; nil when the registry has none.
    func checkpoint() async throws -> SignedCheckpoint? {
        guard let bytes = try await source.tagLog(.checkpoint) else { return nil }
        return try understood(.malformed, "the checkpoint") { try SignedCheckpoint(parsing: bytes) }
    }

    /// The key that the registry says it signs with.
    func key() async throws -> NoteKey {
        let bytes = try await required(.key)
        return try understood(.malformed, "the key") { try NoteKey(String(decoding: bytes, as: UTF8.self)) }
    }

    /// The proof of the last event of a tag that says what it means; nil when the log has none.
    func proof(of tag: Tag) async throws -> TagProof? {
        guard let bytes = try await source.tagLog(.proof(tag)) else { return nil }
        return try understood(.malformed, "the proof of the tag \(tag)") { try TagProof(parsing: bytes) }
    }

    /// The proof that one state of the log begins with another.
    func consistency(from: Int64, to: Int64) async throws -> ConsistencyProof {
        let plan = try understood(.integrity, "the hashes") { try ConsistencyPlan(from: from, to: to) }
        let tiles = try await read(plan.tiles, size: to)
        return try understood(.integrity, "the hashes") { try plan.proof { tiles[$0] ?? [] } }
    }

    /// The proof that a state of the log has an entry.
    func inclusion(of index: Int64, size: Int64) async throws -> InclusionProof {
        let plan = try understood(.integrity, "the hashes") { try InclusionPlan(index: index, size: size) }
        let tiles = try await read(plan.tiles, size: size)
        return try understood(.integrity, "the hashes") { try plan.proof { tiles[$0] ?? [] } }
    }

    /// The tree of the first entries of a log that has `size` of them; it is right when it grows to the signed root.
    func range(of first: Int64, size: Int64) async throws -> CompactRange {
        let plan = try understood(.integrity, "the hashes") { try RootPlan(size: first) }
        let tiles = try await read(plan.tiles, size: size)
        return try understood(.integrity, "the hashes") { try plan.range { tiles[$0] ?? [] } }
    }

    /// The bytes of the entries of a bundle.
    func entries(_ bundle: EntryBundle) async throws -> [[UInt8]] {
        var bytes = try await source.tagLog(.tile(bundle.path))
        if bytes == nil, !bundle.isFull {
            // A log may drop what is not full once it is.
            bytes = try await source.tagLog(.tile(bundle.full.path))
            if let full = bytes {
                return try understood(.integrity, "the entries") {
                    Array(try EntryBundle.decode(full, count: EntryBundle.fullWidth).prefix(bundle.width))
                }
            }
        }
        guard let bytes else { throw contradiction("\(TagLogDocument.tile(bundle.path).name) is not there") }
        return try understood(.integrity, "the entries") { try EntryBundle.decode(bytes, count: bundle.width) }
    }

    /// The bytes of the entries of a bundle that stand at an index or after it, each with its own.
    func entries(_ bundle: EntryBundle, from first: Int64) async throws -> [(index: Int64, bytes: [UInt8])] {
        let start = bundle.index * Int64(Tile.fullWidth)
        return try await entries(bundle).enumerated().compactMap { offset, bytes in
            let index = start + Int64(offset)
            return index >= first ? (index, bytes) : nil
        }
    }

    /// The bytes of tiles, each asked for once with the width it has in a tree of the size.
    private func read(_ tiles: [Tile], size: Int64) async throws -> [Tile: [UInt8]] {
        var contents: [Tile: [UInt8]] = [:]
        for tile in tiles {
            let width = Tile.width(level: tile.level, index: tile.index, treeSize: size)
            guard let whole = Tile(level: tile.level, index: tile.index, width: max(width, tile.width)) else {
                continue
            }
            contents[tile] = Array(try await read(whole).prefix(tile.byteCount))
        }
        return contents
    }

    private func read(_ tile: Tile) async throws -> [UInt8] {
        if let known = kept.withLock({ $0[tile] }) { return known }
        var bytes = try await source.tagLog(.tile(tile.path))
        if bytes == nil, !tile.isFull { bytes = try await source.tagLog(.tile(tile.full.path)) }
        guard let bytes else { throw contradiction("\(TagLogDocument.tile(tile.path).name) is not there") }
        guard bytes.count == tile.byteCount || bytes.count == tile.full.byteCount else {
            throw contradiction("its tile \(tile.path) has another length")
        }
        let contents = Array(bytes.prefix(tile.byteCount))
        kept.withLock { kept in
            if kept.count >= Self.keptTiles { kept.removeAll() }
            kept[tile] = contents
        }
        return contents
    }

    private func required(_ document: TagLogDocument) async throws -> [UInt8] {
        guard let bytes = try await source.tagLog(document) else { throw absent(document) }
        return bytes
    }

    private func absent(_ document: TagLogDocument) -> ClientError {
        ClientError(
            .notFound,
            "the registry does not have \(document.name) of \(place)",
            advice: "Is it a Holdfast, of this version, and is there such a repository?"
        )
    }

    private static let caution = "Entries were removed or damaged: trust none of its tags before you know why."

    /// What must be there, since a checkpoint was signed over it.
    private func contradiction(_ finding: String) -> ClientError {
        ClientError(
            .integrity,
            "the registry signed a log of \(place) that it does not have: \(finding)",
            advice: Self.caution
        )
    }

    /// Reads what came, and says whose bytes they were when they are not what they must be.
    private func understood<Value>(
        _ code: ClientError.Code,
        _ what: String,
        _ body: () throws -> Value
    ) throws -> Value {
        do {
            return try body()
        } catch let error as ClientError {
            throw error
        } catch {
            throw ClientError(
                code,
                "\(what) of the log of \(place) cannot be understood",
                reason: "\(error)",
                advice: code == .integrity ? Self.caution : nil
            )
        }
    }
}

extension EntryBundle {
    fileprivate static let fullWidth = Tile.fullWidth
}
