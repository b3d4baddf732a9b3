// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Synchronization
import TagLog

import struct Crypto.SHA256

/// A registry of one repository that logs its tags, and can be made to lie.
final class LoggingRegistry: Sendable {
    /// What the registry holds.
    struct State: Sendable {
        var signer: NoteSigner
        var entries: [[UInt8]] = []
        /// What is served, whatever the log says.
        var tags: [String: [UInt8]] = [:]
        /// Whether the registry speaks of its log.
        var hasLog = true
        /// The checkpoint that is served in the place of the right one.
        var checkpoint: SignedCheckpoint?
        /// What the registry says of the place of a tag in the log, where that is not the truth; nothing if empty.
        var positions: [String: String] = [:]
        /// The tags that the registry does not show, and the status that it answers with.
        var hidden: [String: Int] = [:]
        /// Whether the registry gives proofs.
        var hasProofs = true
        /// What the registry of an upstream tells of and logs when it is pulled, by tag.
        var unpulled: [String: String] = [:]

        /// The tree of the first entries.
        func tree(_ size: Int) -> CompactRange {
            var tree = CompactRange()
            for entry in entries.prefix(size) { _ = tree.append(LogHash.leaf(of: entry)) }
            return tree
        }
    }

    static let repository = "team/app"
    let state: Mutex<State>

    init(name: String = "registry.test") throws {
        state = Mutex(State(signer: try NoteSigner(name: "\(name)/\(Self.repository)")))
    }

    /// Lets a tag mean other content, and logs that.
    @discardableResult
    func push(_ tag: String, _ content: String, reason: String? = nil) throws -> Digest {
        try state.withLock { state in
            let manifest = Self.manifest(content)
            let digest = try Self.digest(manifest)
            let entries = try state.entries.map { try LogEntry(parsing: $0) }
            let last = entries.last { $0.tag?.rawValue == tag }
            let meaning = entries.last { $0.tag?.rawValue == tag && ($0.setsTag || $0.deletesTag) }?.digest
            let entry = LogEntry(
                index: Int64(entries.count),
                time: Self.time(entries.count),
                event: meaning == nil ? "created" : "moved",
                tag: try Tag(tag),
                digest: digest,
                previous: meaning,
                previousIndex: last?.index,
                actor: "ann",
                reason: reason
            )
            state.entries.append(entry.bytes)
            state.tags[tag] = manifest
            return digest
        }
    }

    /// Logs an event, whatever it is, and leaves what is served as it is.
    func log(_ event: String, _ tag: String, _ content: String) throws {
        try state.withLock { state in
            let digest = try Self.digest(Self.manifest(content))
            let last = state.entries.lastIndex { (try? LogEntry(parsing: $0))?.tag?.rawValue == tag }
            let entry = LogEntry(
                index: Int64(state.entries.count),
                time: Self.time(state.entries.count),
                event: event,
                tag: try Tag(tag),
                digest: digest,
                previous: event == "deleted" ? digest : nil,
                previousIndex: last.map { Int64($0) },
                actor: "ann"
            )
            state.entries.append(entry.bytes)
        }
    }

    /// Lets as many tags `t0`, `t1`, … come to mean something, each logged.
    func fill(_ count: Int) throws {
        try state.withLock { state in
            for number in 0..<count {
                let manifest = Self.manifest("content \(number)")
                let entry = LogEntry(
                    index: Int64(state.entries.count),
                    time: Self.time(state.entries.count),
                    event: "created",
                    tag: try Tag("t\(number)"),
                    digest: try Self.digest(manifest),
                    actor: "ann"
                )
                state.entries.append(entry.bytes)
                state.tags["t\(number)"] = manifest
            }
        }
    }

    private static func time(_ index: Int) -> Timestamp {
        Timestamp(microseconds: 1_795_218_000_000_000 + Int64(index) * 1_000_000)
    }

    /// Lets a tag mean other content without a word in the log.
    func rollBack(_ tag: String, to content: String) {
        state.withLock { $0.tags[tag] = Self.manifest(content) }
    }

    /// The registry's answer to a request.
    func answer(_ request: FakeServer.Request) -> FakeServer.Answer {
        pullUnpulled(request)
        return state.withLock { state in
            let path = request.target.split(separator: "?")[0]
            let prefix = "/v2/\(Self.repository)/"
            if path == "/v2/" { return .json("{}") }
            guard path.hasPrefix(prefix) else { return .error(404, "NAME_UNKNOWN", "unknown") }
            let rest = path.dropFirst(prefix.count)
            if rest.hasPrefix("manifests/") { return Self.manifest(String(rest.dropFirst(10)), request.method, state) }
            if rest == "tags/list" {
                let tags = Set(state.tags.keys).union(state.unpulled.keys)
                let names = tags.sorted().map { "\"\($0)\"" }.joined(separator: ",")
                return .json(#"{"name":"team/app","tags":[\#(names)]}"#)
            }
            guard state.hasLog, let bytes = try? Self.document(rest, state) else {
                return .error(404, "NOT_FOUND", "there is no such document")
            }
            return FakeServer.Answer(bytes: bytes)
        }
    }

    /// Logs what is pulled of an upstream.
    private func pullUnpulled(_ request: FakeServer.Request) {
        let name = String(request.target.split(separator: "/").last ?? "")
        guard request.method == "GET", request.target.contains("/manifests/"),
            let content = state.withLock({ $0.unpulled.removeValue(forKey: name) })
        else { return }
        _ = try? push(name, content)
    }

    private static func manifest(_ name: String, _ method: String, _ state: State) -> FakeServer.Answer {
        if let status = state.hidden[name] { return .error(status, "MANIFEST_UNKNOWN", "hidden") }
        let isTag = state.tags[name] != nil
        let unpulled = state.unpulled[name].map { manifest($0) }
        let named = state.tags[name] ?? unpulled ?? state.tags.values.first { (try? digest($0).rawValue) == name }
        guard let bytes = named, let digest = try? digest(bytes) else {
            return .error(404, "MANIFEST_UNKNOWN", "unknown")
        }
        var headers = [
            ("Content-Type", "application/vnd.oci.image.manifest.v1+json"), ("Docker-Content-Digest", digest.rawValue),
        ]
        if isTag, state.hasLog {
            let position = state.positions[name] ?? lastChange(of: name, state).map { "\($0)@\(state.entries.count)" }
            if let position, !position.isEmpty { headers.append(("Holdfast-Tag-Proof", position)) }
        }
        return FakeServer.Answer(headers: headers, bytes: bytes)
    }

    private static func document(_ path: Substring, _ state: State) throws -> [UInt8]? {
        let size = Int64(state.entries.count)
        switch path {
        case "_holdfast/log/key": return Array("\(state.signer.key.text)\n".utf8)
        case "_holdfast/log/checkpoint": return try (state.checkpoint ?? signed(state)).bytes
        default: break
        }
        if path.hasPrefix("_holdfast/tags/"), path.hasSuffix("/proof") {
            let tag = path.dropFirst("_holdfast/tags/".count).dropLast("/proof".count)
            guard state.hasProofs, let index = lastChange(of: String(tag), state) else { return nil }
            let plan = try InclusionPlan(index: Int64(index), size: size)
            return TagProof(
                entry: state.entries[index],
                proof: try plan.proof { tile($0, state) },
                checkpoint: try signed(state)
            ).bytes
        }
        guard path.hasPrefix("_holdfast/log/tile/") else { return nil }
        let rest = String(path.dropFirst("_holdfast/log/tile/".count))
        if let bundle = EntryBundle(path: rest) {
            let first = Int(bundle.index) * 256
            guard first + bundle.width <= state.entries.count else { return nil }
            return try EntryBundle.encode(Array(state.entries[first..<first + bundle.width]))
        }
        return Tile(path: rest).map { tile($0, state) }
    }

    /// The index of the last event that sets or deletes a tag.
    private static func lastChange(of tag: String, _ state: State) -> Int? {
        state.entries.lastIndex {
            guard let entry = try? LogEntry(parsing: $0) else { return false }
            return entry.tag?.rawValue == tag && (entry.setsTag || entry.deletesTag)
        }
    }

    private static func signed(_ state: State) throws -> SignedCheckpoint {
        let tree = state.tree(state.entries.count)
        let checkpoint = Checkpoint(origin: state.signer.name, size: tree.size, root: tree.root)
        return try SignedCheckpoint(signing: checkpoint, by: state.signer)
    }

    /// The hashes of a tile, made from the entries.
    private static func tile(_ tile: Tile, _ state: State) -> [UInt8] {
        var hashes: [LogHash] = []
        var tree = CompactRange()
        for entry in state.entries {
            for subtree in tree.append(LogHash.leaf(of: entry)) where subtree.level == tile.level * 8 {
                hashes.append(subtree.hash)
            }
        }
        return hashes.dropFirst(Int(tile.index) * 256).prefix(tile.width).flatMap(\.bytes)
    }

    private static func manifest(_ content: String) -> [UInt8] {
        let digest = "sha256:" + String(repeating: "0", count: 64)
        let config = #"{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"\#(digest)","size":2}"#
        return Array(
            #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":\#(config),"layers":[],"annotations":{"content":"\#(content)"}}"#
                .utf8
        )
    }

    private static func digest(_ bytes: [UInt8]) throws -> Digest {
        let hex = SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return try Digest("sha256:\(hex)")
    }
}

extension LoggingRegistry {
    /// Starts the registry, and hands out what runs commands on it with one memory.
    func run(_ body: (_ place: String, _ run: ([String]) async -> CommandRun) async throws -> Void) async throws {
        let home = try Directory()
        let state = home.path
        try await FakeServer.run(answering: { self.answer($0) }) { server in
            let place = server.url.dropFirst("http://".count) + "/" + Self.repository
            try await body(String(place)) { arguments in
                await CommandRun(arguments, environment: ["XDG_STATE_HOME": state, "HOME": state])
            }
        }
        _ = home.path
    }
}
