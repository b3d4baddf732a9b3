// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import TagLog

/// A log that is not the one seen before: what was seen, what is shown now, and why both cannot be true.
struct LogAlarm {
    /// What does not fit.
    enum Kind: String {
        case shrunk
        case forked
        case otherKey = "other-key"
        case otherLog = "other-log"
        case gone
        case misbehaved
    }

    let kind: Kind
    /// The repository with its registry.
    let place: String
    /// What does not fit, as a sentence without its subject.
    let finding: String
    /// The signed state that was seen.
    var remembered: [UInt8]?
    /// The signed state that is shown now.
    var presented: [UInt8]?
    /// The public key of the log.
    var key: NoteKey?
    /// The file that holds the state that was seen, when it is not the memory.
    var witness: String?
    /// The repository with its registry that the log was seen at, when it is another one.
    var address: String?

    /// Saves the evidence and gives the error that ends the command.
    func raised(in memory: LogMemory?) -> CommandFailure {
        var whereabouts = "nothing could be saved of it"
        if let memory {
            do throws(CommandFailure) {
                let directory = try save(in: memory)
                let isPair = remembered != nil && presented != nil
                whereabouts = "\(isPair ? "both signed states are" : "what was seen is") kept in \(directory)"
            } catch {
                whereabouts = "the evidence could not be saved: \(error.message)"
            }
        }
        return CommandFailure(
            .integrity,
            "the tag log of \(place) \(finding)",
            cause: .own(
                "\(witness.map { "\($0) holds the earlier state; " } ?? "")either the registry was set up anew, or "
                    + "somebody rewrote what its tags meant; \(whereabouts)"
            ),
            advice: "Trust none of its tags before you know why. If it was set up anew on purpose: \(newBeginning)"
        )
    }

    /// What lets the log be another one.
    private var newBeginning: String {
        guard let witness else { return "holdfast log forget \(address ?? place)" }
        return "take \(place) out of the \"logs\" in \(witness), then holdfast lock --upgrade"
    }

    /// Writes the evidence; the same finding is kept once.
    private func save(in memory: LogMemory) throws(CommandFailure) -> String {
        let both = String(decoding: (remembered ?? []) + (presented ?? []), as: UTF8.self)
        let name = "\(kind.rawValue)-\(LogMemory.hexadecimal("\(place)\n\(both)").prefix(16))"
        let directory = "\(memory.directory)/evidence/\(name)"
        try DurableFile.makeDirectory(directory)
        if let remembered { try DurableFile.write(remembered, to: "\(directory)/remembered.checkpoint") }
        if let presented { try DurableFile.write(presented, to: "\(directory)/presented.checkpoint") }
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.log-evidence/1")
            json.member("kind", kind.rawValue)
            json.member("place", place)
            json.member("finding", finding)
            json.member("key", key?.text)
            json.member("time", Timestamp(microseconds: Surroundings.current.now() * 1_000_000).rfc3339)
        }
        try DurableFile.write(json.bytes + [UInt8(ascii: "\n")], to: "\(directory)/about.json")
        return directory
    }
}

extension CommandFailure {
    /// The failure as one of a question to a registry.
    var ofQuestion: ClientError {
        let code: ClientError.Code =
            switch status {
            case .integrity: .integrity
            case .authentication: .unauthenticated
            case .rateLimited: .rateLimited
            case .usage: .file
            case .done, .finding, .registry, .partial: .unavailable
            }
        var reason: String?
        var words: String?
        switch cause {
        case .own(let text): reason = text
        case .registry(let text): words = text
        case nil: break
        }
        return ClientError(code, message, reason: reason, registryWords: words, advice: advice)
    }
}
