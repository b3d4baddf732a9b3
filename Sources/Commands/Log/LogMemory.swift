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
    /// How long another command may write what it has seen.
    private static let patience = Duration.seconds(30)
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
        guard let key = try key(of: place) else { return nil }
        guard let log = try log(signedBy: key, place: place) else {
            throw Self.damaged(
                self.path(ofLog: key),
                place,
                CommandFailure(.integrity, "the log that the repository had is not there")
            )
        }
        return log
    }

    /// The key of the log that a repository of a registry was seen with.
    private func key(of place: String) throws(CommandFailure) -> NoteKey? {
        let path = path(ofPlace: place)
        guard let bytes = try read(path, about: place) else { return nil }
        do {
            let json = try JSONValue(parsing: bytes)
            guard json["schema"]?.string == Self.placeSchema, json["place"]?.string == place,
                let text = json["key"]?.string
            else { throw CommandFailure(.integrity, "it is not a document of \(Self.placeSchema) about \(place)") }
            return try NoteKey(text)
        } catch {
            throw Self.damaged(path, place, error)
        }
    }

    /// The newest state of the log of a key, whichever registry showed it.
    func log(signedBy key: NoteKey, place: String? = nil) throws(CommandFailure) -> RememberedLog? {
        let path = path(ofLog: key)
        guard let bytes = try read(path, about: place ?? key.name) else { return nil }
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
            guard let bytes = try read(path, about: origin) else { continue }
            do {
                keys.append(try RememberedLog(parsing: bytes).key)
            } catch {
                throw Self.damaged(path, origin, error)
            }
        }
        return keys
    }

    /// What became of a state that was to be remembered.
    enum Outcome {
        case remembered
        /// Another process remembered something since: it has to be judged again by that.
        case overtaken
        /// There is no place to write to.
        case impossible(CommandFailure)
    }

    /// Remembers a newer state of a log, unless another process remembered one since, or another log for the repository.
    ///
    /// - Parameters:
    ///   - log: The state, which was judged to follow from `basis`.
    ///   - basis: What was remembered when it was judged.
    ///   - place: The repository that showed it.
    /// - Returns: What became of it.
    /// - Throws: ``CommandFailure`` with status 6 when the memory is damaged, 3 when others write in it all the time.
    func remember(_ log: RememberedLog, after basis: RememberedLog?, place: String) async throws -> Outcome {
        do {
            try DurableFile.makeDirectory("\(directory)/places")
            try DurableFile.makeDirectory("\(directory)/origins")
            let lock = try await FileLock("\(directory)/lock", .wait(atMost: Self.patience))
            defer { _ = lock }
            let known = try key(of: place)
            guard known == nil || known == log.key,
                try self.log(signedBy: log.key, place: place)?.checkpoint == basis?.checkpoint
            else { return .overtaken }
            if log != basis { try DurableFile.write(log.bytes, to: path(ofLog: log.key)) }
            if known == nil { try DurableFile.write(Self.document(place, log.key), to: path(ofPlace: place)) }
            return .remembered
        } catch let failure as CommandFailure where failure.status == .usage {
            return .impossible(failure)
        }
    }

    /// Forgets the log of a repository, under every address that it was seen at: what was seen is moved to the evidence.
    ///
    /// - Returns: The repositories with their registries that are known no more, first the one that was named; none when
    ///   there was nothing to forget.
    /// - Throws: ``CommandFailure`` when it cannot be moved.
    func forget(_ place: String) async throws -> [String] {
        guard DurableFile.exists(path(ofPlace: place)) else { return [] }
        let lock = try await FileLock("\(directory)/lock", .wait(atMost: Self.patience))
        defer { _ = lock }
        // Losing the error is right: a memory that cannot be read is what somebody may want to forget.
        let key = (try? key(of: place)) ?? nil
        let places = [place] + (key.map { self.places(ofLog: $0) } ?? []).filter { $0 != place }
        let evidence = try DurableFile.makeNewDirectory(
            "\(directory)/evidence/forgotten-\(Self.hexadecimal(place).prefix(16))"
        )
        // The log first: if this is interrupted, places without their log are damaged memory, to be forgotten again.
        if let key { try DurableFile.move(path(ofLog: key), to: "\(evidence)/log.json") }
        for (number, place) in places.enumerated() {
            let name = number == 0 ? "place.json" : "place-\(number + 1).json"
            try DurableFile.move(path(ofPlace: place), to: "\(evidence)/\(name)")
        }
        return places
    }

    /// The repositories that a log was seen at; those that cannot be read are not among them.
    func places(ofLog key: NoteKey) -> [String] {
        DurableFile.names(in: "\(directory)/places").compactMap { name in
            // Losing the error is right: what cannot be read stays, and says so when it is needed.
            guard let bytes = try? DurableFile.read("\(directory)/places/\(name)", limit: Self.limit),
                let json = try? JSONValue(parsing: bytes), json["key"]?.string == key.text,
                let place = json["place"]?.string, name == "\(Self.hexadecimal(place)).json"
            else { return nil }
            return place
        }
    }

    /// Reads a file of the memory; what is there and cannot be read is damaged.
    private func read(_ path: String, about place: String) throws(CommandFailure) -> [UInt8]? {
        do throws(CommandFailure) {
            return try DurableFile.read(path, limit: Self.limit)
        } catch {
            // A directory that this user may not even look into holds nothing that this user has seen.
            guard DurableFile.mayLook(into: directory) else { return nil }
            throw Self.damaged(path, place, error)
        }
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
        let failure = error as? CommandFailure
        var reason = failure.map { $0.message.hasPrefix(path) ? $0.message : "\(path): \($0.message)" }
        if case .own(let cause) = failure?.cause { reason? += ": \(cause)" }
        return CommandFailure(
            .integrity,
            "what was remembered of the tag log of \(place) is damaged, so nothing can be told of it",
            cause: .own(reason ?? "\(path): \(error)"),
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
