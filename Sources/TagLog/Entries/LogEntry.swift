// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// One entry of a repository's log: an event of its history, as the bytes that are hashed into the tree.
///
/// The bytes are JSON with sorted members and no blanks; what is absent is left out. The hash is always that of the
/// bytes as they were stored, so a reader that does not know a member verifies the entry all the same.
public struct LogEntry: Hashable, Sendable {
    /// The most bytes of an entry (the bound of a bundle of entries, C2SP tlog-tiles).
    public static let maximumSize = 65_535

    /// A key that an event is about.
    public struct Key: Hashable, Sendable {
        /// The name that rules call it by.
        public var name: String
        /// The SHA-256 of its SubjectPublicKeyInfo.
        public var fingerprint: Digest

        /// Creates the name and fingerprint of a key.
        public init(name: String, fingerprint: Digest) {
            self.name = name
            self.fingerprint = fingerprint
        }
    }

    /// The position in the log, from 0, without gaps.
    public var index: Int64
    /// When it happened.
    public var time: Timestamp
    /// What happened, such as `created` or `moved`.
    public var event: String
    /// The tag it is about; nil for events about the repository.
    public var tag: Tag?
    /// The manifest it is about.
    public var digest: Digest?
    /// What the tag meant before.
    public var previous: Digest?
    /// The index of the last event of the same tag.
    public var previousIndex: Int64?
    /// Who caused it.
    public var actor: String
    /// Why, in words.
    public var reason: String?
    /// The hold it made or decided.
    public var hold: Int64?
    /// The type of the manifest it is about, if it is stored.
    public var mediaType: String?
    /// The length of the manifest in bytes, if it is stored.
    public var size: Int64?
    /// The identities of the signatures it is about: the SHA-256 of the bytes of each.
    public var signatures: [Digest] = []
    /// The manifest that brought them.
    public var artifact: Digest?
    /// The key it is about.
    public var key: Key?
    /// The SHA-256 of the trust document that is in force from here on.
    public var policy: Digest?
    /// Where it was known before, for what was imported.
    public var source: String?
    /// The ids of the keys that vouched for it there.
    public var signers: [String] = []
    /// Tells whether it happened before there was a log, and was taken over from the history.
    public var isTakenOver = false

    /// Creates an entry without what only some events have.
    public init(
        index: Int64,
        time: Timestamp,
        event: String,
        tag: Tag?,
        digest: Digest?,
        previous: Digest? = nil,
        previousIndex: Int64? = nil,
        actor: String,
        reason: String? = nil,
        hold: Int64? = nil
    ) {
        self.index = index
        self.time = time
        self.event = event
        self.tag = tag
        self.digest = digest
        self.previous = previous
        self.previousIndex = previousIndex
        self.actor = actor
        self.reason = reason
        self.hold = hold
    }

    /// Tells whether the event sets what its tag means.
    ///
    /// Kinds that came later and set tags would be added here; a reader of an unknown kind must not guess.
    public var setsTag: Bool { ["created", "moved", "approved", "restored", "promoted"].contains(event) }

    /// Tells whether the event removes its tag.
    public var deletesTag: Bool { event == "deleted" }
}

// MARK: Writing

extension LogEntry {
    /// The bytes of the entry, at most ``maximumSize`` as long as its texts are bounded as those of the history are.
    public var bytes: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("actor", actor)
            if let artifact { json.member("artifact", artifact.rawValue) }
            if let digest { json.member("digest", digest.rawValue) }
            json.member("event", event)
            if let hold { json.member("hold", hold) }
            json.member("index", index)
            if let key {
                json.member("key") { json in
                    json.member("fingerprint", key.fingerprint.rawValue)
                    json.member("name", key.name)
                }
            }
            if let mediaType { json.member("mediaType", mediaType) }
            if let policy { json.member("policy", policy.rawValue) }
            if let previous { json.member("previous", previous.rawValue) }
            if let previousIndex { json.member("previousIndex", previousIndex) }
            if let reason { json.member("reason", reason) }
            if !signatures.isEmpty { json.member("signatures", texts: signatures.map(\.rawValue)) }
            if !signers.isEmpty { json.member("signers", texts: signers) }
            if let size { json.member("size", size) }
            if let source { json.member("source", source) }
            if let tag { json.member("tag", tag.rawValue) }
            if isTakenOver { json.member("takenOver", true) }
            json.member("time", time.rfc3339)
            json.member("v", Int64(1))
        }
        return json.bytes
    }
}

// MARK: Reading

extension LogEntry {
    /// Reads the bytes of an entry; members it does not know are passed over.
    ///
    /// - Throws: ``LogEntryError`` when the bytes are no entry, or one of a later version.
    public init(parsing bytes: [UInt8]) throws(LogEntryError) {
        guard bytes.count <= Self.maximumSize else {
            throw LogEntryError("it is longer than \(Self.maximumSize) bytes")
        }
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw LogEntryError("it is not JSON: \(error)")
        }
        var fields = LogEntryFields(json)
        guard fields.integer("v") == 1 else {
            throw LogEntryError("it has a version that is not known; use a newer holdfast")
        }
        guard let index = fields.integer("index"), index >= 0, let event = fields.text("event"),
            let actor = fields.text("actor"), let time = fields.text("time").flatMap({ Timestamp($0) })
        else { throw LogEntryError("it lacks its index, event, actor or time") }
        self.init(
            index: index,
            time: time,
            event: event,
            tag: fields.value("tag") { try? Tag($0) },
            digest: fields.digest("digest"),
            previous: fields.digest("previous"),
            previousIndex: fields.integer("previousIndex"),
            actor: actor,
            reason: fields.text("reason"),
            hold: fields.integer("hold")
        )
        mediaType = fields.text("mediaType")
        size = fields.integer("size")
        signatures = fields.list("signatures") { try? Digest($0) }
        artifact = fields.digest("artifact")
        policy = fields.digest("policy")
        source = fields.text("source")
        signers = fields.list("signers") { $0 }
        isTakenOver = json["takenOver"] == .bool(true)
        if let key = json["key"] {
            var members = LogEntryFields(key)
            guard let name = members.text("name"), let fingerprint = members.digest("fingerprint") else {
                throw LogEntryError("its key lacks a name or a fingerprint")
            }
            self.key = Key(name: name, fingerprint: fingerprint)
            if let fault = members.fault { throw LogEntryError(fault) }
        }
        if let fault = fields.fault { throw LogEntryError(fault) }
        guard tag == nil || digest != nil || deletesTag else { throw LogEntryError("it names a tag and no digest") }
    }
}

/// Why bytes are no entry of a log.
public struct LogEntryError: Error, Hashable, CustomStringConvertible {
    /// What is wrong, as the end of a sentence.
    public let description: String

    init(_ reason: String) {
        self.description = "this is no entry of a tag log: \(reason)"
    }
}
