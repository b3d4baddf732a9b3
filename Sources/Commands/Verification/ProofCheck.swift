// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import TagLog

/// What a proof of a tag says, verified without asking anybody.
struct ProofCheck: Sendable {
    /// The proof.
    let proof: TagProof
    /// The key that it verifies with.
    let key: NoteKey
    /// The event that is proven.
    let entry: LogEntry
    /// How the log's state in the proof stands to the one that is remembered.
    let standing: ProofStanding

    /// Reads and verifies a proof.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - name: How messages call it.
    ///   - logKey: The key to verify with; nil takes the one that is remembered.
    ///   - memory: What is remembered.
    /// - Throws: ``CommandFailure``: status 6 when it does not verify or is of another log than the one that is
    ///   remembered, 2 when there is no key to verify it with.
    init(_ bytes: [UInt8], name: String, logKey: NoteKey?, memory: LogMemory?) throws(CommandFailure) {
        let proof: TagProof
        do throws(TagProofError) {
            proof = try TagProof(parsing: bytes)
        } catch {
            throw CommandFailure(.integrity, "\(name) is no proof of a tag", cause: .own("\(error)"))
        }
        let origin = proof.checkpoint.checkpoint.origin
        let key = try Self.key(for: origin, name: name, given: logKey, memory: memory)
        do throws(TagProofError) {
            self.entry = try proof.verify(by: key)
        } catch {
            throw CommandFailure(
                .integrity,
                "\(name) does not verify with the key of the log \(origin)",
                cause: .own("\(error)"),
                advice: "What it says of the tag is not proven."
            )
        }
        self.proof = proof
        self.key = key
        self.standing = try ProofStanding(of: proof.checkpoint, signedBy: key, name: name, memory: memory)
        guard entry.tag != nil, entry.setsTag || entry.deletesTag else {
            throw CommandFailure(
                .integrity,
                "\(name) proves an event that says of no tag what it means: \(entry.event)"
            )
        }
    }

    /// The log.
    var origin: String { proof.checkpoint.checkpoint.origin }

    /// The repository: what follows the registry's name in the name of the log.
    var repository: String {
        guard let slash = origin.firstIndex(of: "/") else { return origin }
        return String(origin[origin.index(after: slash)...])
    }

    /// Throws unless the proof is about a reference: its repository, its tag, and its digest where it names one.
    func require(_ reference: Reference) throws(CommandFailure) {
        let wanted = reference.repository.rawValue
        guard repository == wanted || origin == "\(reference.host ?? "")/\(wanted)" else {
            throw Self.other("it is about the repository \(repository)", reference)
        }
        if let tag = reference.tag, tag != entry.tag {
            throw Self.other("it is about the tag \(entry.tag?.rawValue ?? "")", reference)
        }
        if let digest = reference.digest, entry.deletesTag || digest != entry.digest {
            let meaning = entry.deletesTag ? "nothing any more" : entry.digest?.rawValue ?? "nothing"
            throw Self.other("by it the tag means \(meaning)", reference)
        }
    }

    private static func other(_ reason: String, _ reference: Reference) -> CommandFailure {
        CommandFailure(.integrity, "the proof does not say so of \(reference)", cause: .own(reason))
    }

    private static func key(
        for origin: String,
        name: String,
        given: NoteKey?,
        memory: LogMemory?
    ) throws(CommandFailure) -> NoteKey {
        if let given {
            guard let key = given.covering(origin) else {
                throw CommandFailure(
                    .integrity,
                    "\(name) is of the log \(origin), and the key is that of \(given.name)"
                )
            }
            return key
        }
        let known = try memory?.keys(of: origin) ?? []
        guard let key = known.first, known.count == 1 else {
            throw CommandFailure(
                .usage,
                known.isEmpty
                    ? "no key of the log \(origin) is known here" : "several keys of the log \(origin) are known here",
                advice: "Give the right one with --log-key; `holdfast log key REPO` prints it."
            )
        }
        return key
    }
}

extension ProofCheck {
    /// The lines for people.
    func text(style: Style) -> String {
        let tag = "\(repository):\(entry.tag?.rawValue ?? "")"
        let meaning = entry.deletesTag ? "\(tag) was deleted" : "\(tag)@\(entry.digest?.rawValue ?? "")"
        var lines = [
            "\(style.success("proven")) \(VisibleText.line(meaning))",
            "  \(entry.event) at entry \(entry.index) of \(proof.proof.size), \(entry.time.rfc3339), by "
                + VisibleText.line(entry.actor) + (entry.reason.map { ": \(VisibleText.line($0))" } ?? ""),
            "  signed by the log \(VisibleText.line(origin))",
        ]
        if entry.isTakenOver { lines.append(style.faint("  \(LogEntry.takenOver)")) }
        lines.append(style.faint("  \(standing.words(size: proof.proof.size))"))
        lines.append(
            style.faint(
                "  it says nothing of what was logged after these \(proof.proof.size) entries; holdfast log verify asks"
            )
        )
        return lines.joined(separator: "\n")
    }

    /// The document `holdfast.verify/1`.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.verify/1")
            json.member("reference", "\(repository):\(entry.tag?.rawValue ?? "")")
            json.member("digest", entry.deletesTag ? nil : entry.digest?.rawValue)
            json.member("proof") { json in
                json.member("origin", origin)
                json.member("key", key.text)
                json.member("index", proof.proof.index)
                json.member("size", proof.proof.size)
                json.member("root", Base64.encode(proof.checkpoint.checkpoint.root.bytes))
                json.member("comparison", standing.name)
                json.member("rememberedSize", standing.rememberedSize)
                json.member("entry") { $0.write(entry) }
            }
        }
        return json.bytes
    }
}
