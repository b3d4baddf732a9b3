// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto
import OCIModel
import TagLog

/// What this user has seen of tag logs: for every repository the log it had, for every log its newest signed state.
///
/// Nothing here is ever dropped silently: what cannot be read ends the command.
struct LogMemory: Sendable {
    private static let limit = 1 << 20
    private static let placeSchema = "holdfast.log-place/1"

    /// Where it lies; nothing is made there before there is something to remember.
    let directory: String

    /// The memory of the user who runs the command; nil for one without a home.
    static func standard(_ surroundings: Surroundings) -> LogMemory? {
        if let state = surroundings.variable("XDG_STATE_HOME"), state.hasPrefix("/") {
            return LogMemory(directory: "\(state)/holdfast/logs")
        }
        guard let home = surroundings.variable("HOME"), home.hasPrefix("/") else { return nil }
        return LogMemory(directory: "\(home)/.local/state/holdfast/logs")
    }

    /// The log that a repository of a registry was seen with.
    ///
    /// - Throws: ``CommandFailure`` with status 6 when the memory is damaged.
    func log(of place: String) throws(CommandFailure) -> RememberedLog? {
        let path = path(ofPlace: place)
        guard let bytes = try DurableFile.read(path, limit: Self.limit) else { return nil }
        let key: NoteKey
        do {
            let json = try JSONValue(parsing: bytes)
            guard json["schema"]?.string == Self.placeSchema, json["place"]?.string == place,
                let text = json["key"]?.string
            else { throw CommandFailure(.integrity, "it is not a document of \(Self.placeSchema) about \(place)") }
            key = try NoteKey(text)
        } catch {
            throw Self.damaged(path, place, error)
        }
        guard let log = try log(signedBy: key, place: place) else {
            throw Self.damaged(
                self.path(ofLog: key),
                place,
                CommandFailure(.integrity, "the log that the repository had is not there")
            )
        }
        return log
    }

    /// The newest state of the log of a key, whichever registry showed it.
    func log(signedBy key: NoteKey, place: String? = nil) throws(CommandFailure) -> RememberedLog? {
        let path = path(ofLog: key)
        guard let bytes = try DurableFile.read(path, limit: Self.limit) else { return nil }
        do {
            let log = try RememberedLog(parsing: bytes)
            guard log.key == key else { throw CommandFailure(.integrity, "it is about the log \(log.origin)") }
            return log
        } catch {
            throw Self.damaged(path, place ?? key.name, error)
        }
    }

    /// All keys seen for an origin.
    func keys(of origin: String) throws(CommandFailure) -> [NoteKey] {
        let prefix = Self.hexadecimal(origin) + "-"
        var keys: [NoteKey] = []
        for name in DurableFile.names(in: "\(directory)/origins")
        where name.hasPrefix(prefix) && name.hasSuffix(".json") {
            let path = "\(directory)/origins/\(name)"
            guard let bytes = try DurableFile.read(path, limit: Self.limit) else { continue }
            do {
                keys.append(try RememberedLog(parsing: bytes).key)
            } catch {
                throw Self.damaged(path, origin, error)
            }
        }
        return keys
    }

    /// Remembers a newer state of a log, unless another process remembered one since.
    ///
    /// - Parameters:
    ///   - log: The state, which was judged to follow from `basis`.
    ///   - basis: What was remembered when it was judged.
    ///   - place: The repository that showed it.
    /// - Returns: Whether it is remembered; if not, it has to be judged again by what is remembered now.
    /// - Throws: ``CommandFailure`` when it cannot be made durable.
    func remember(
        _ log: RememberedLog,
        after basis: RememberedLog?,
        place: String
    ) throws(CommandFailure) -> Bool {
        try DurableFile.makeDirectory("\(directory)/places")
        try DurableFile.makeDirectory("\(directory)/origins")
        let lock = try FileLock("\(directory)/lock", .wait)
        defer { _ = lock }
        guard try self.log(signedBy: log.key, place: place)?.checkpoint == basis?.checkpoint else { return false }
        if log != basis { try DurableFile.write(log.bytes, to: path(ofLog: log.key)) }
        let placePath = path(ofPlace: place)
        if try DurableFile.read(placePath, limit: Self.limit) == nil {
            try DurableFile.write(Self.document(place, log.key), to: placePath)
        }
        return true
    }

    /// Forgets the log of a repository, and lays what was known of it to the evidence.
    ///
    /// - Returns: Whether there was something to forget.
    func forget(_ place: String) throws(CommandFailure) -> Bool {
        let path = path(ofPlace: place)
        guard let bytes = try DurableFile.read(path, limit: Self.limit) else { return false }
        let evidence = "\(directory)/evidence/forgotten-\(Self.hexadecimal(place).prefix(16))"
        try DurableFile.makeDirectory(evidence)
        let lock = try FileLock("\(directory)/lock", .wait)
        defer { _ = lock }
        try DurableFile.write(bytes, to: "\(evidence)/place.json")
        // Losing the error is right: a memory that cannot be read is what somebody may want to forget.
        let key = (try? JSONValue(parsing: bytes))?["key"]?.string.flatMap { try? NoteKey($0) }
        if let key, let log = try DurableFile.read(self.path(ofLog: key), limit: Self.limit) {
            try DurableFile.write(log, to: "\(evidence)/log.json")
            try DurableFile.remove(self.path(ofLog: key))
        }
        try DurableFile.remove(path)
        return true
    }

    private func path(ofPlace place: String) -> String { "\(directory)/places/\(Self.hexadecimal(place)).json" }

    private func path(ofLog key: NoteKey) -> String {
        "\(directory)/origins/\(Self.hexadecimal(key.name))-\(Self.hexadecimal(key.text).prefix(16)).json"
    }

    private static func document(_ place: String, _ key: NoteKey) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", placeSchema)
            json.member("place", place)
            json.member("key", key.text)
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }

    private static func damaged(_ path: String, _ place: String, _ error: any Error) -> CommandFailure {
        let reason = (error as? CommandFailure)?.message ?? "\(error)"
        return CommandFailure(
            .integrity,
            "what was remembered of the tag log of \(place) is damaged, so nothing can be told of it",
            cause: .own("\(path): \(reason)"),
            advice:
                "Take the file from a backup. To begin anew, without knowing what was before: holdfast log forget \(place)."
        )
    }
}

extension LogMemory {
    /// The SHA-256 of a text: the name of a file that must not depend on what the text holds.
    static func hexadecimal(_ text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
