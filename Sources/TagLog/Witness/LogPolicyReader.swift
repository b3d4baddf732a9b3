// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// Reads a policy file line by line (C2SP tlog-policy).
struct LogPolicyReader {
    private static let maximumSize = 262_144
    private static let maximumDefinitions = 1_000
    private static let none = "none"

    private(set) var logs: [LogPolicy.Log] = []
    private(set) var witnesses: [LogPolicy.Witness] = []
    private(set) var groups: [LogPolicy.Group] = []
    private(set) var quorum: String?

    private var hasQuorum = false
    /// Names are bytes: two spellings of an accent are two names.
    private var names: Set<[UInt8]> = []
    private var members: Set<[UInt8]> = []
    private var line = 0

    mutating func read(_ bytes: [UInt8]) throws(LogPolicyError) {
        guard bytes.count <= Self.maximumSize else {
            throw fault("the policy is longer than \(Self.maximumSize) bytes")
        }
        guard let lines = NoteSyntax.lines(bytes) else {
            throw fault("the policy does not end with a line end; its end may be missing")
        }
        for (place, content) in lines.enumerated() {
            line = place + 1
            guard content.allSatisfy({ $0 == UInt8(ascii: "\t") || ($0 >= 0x20 && $0 != 0x7f) }),
                let text = String(validating: content, as: UTF8.self)
            else { throw fault("it is not UTF-8, or has a control character such as a carriage return") }
            let words = text.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.map {
                String(Substring($0))
            }
            guard let keyword = words.first, !keyword.utf8.starts(with: "#".utf8) else { continue }
            try read(keyword, Array(words.dropFirst()))
        }
        line = 0
        guard hasQuorum else {
            throw fault("the policy has no quorum line; write \"quorum none\" if no witness is needed")
        }
    }

    private mutating func read(_ keyword: String, _ words: [String]) throws(LogPolicyError) {
        guard names.count + logs.count < Self.maximumDefinitions else {
            throw fault("the policy defines more than \(Self.maximumDefinitions) things")
        }
        switch keyword {
        case "log": try readLog(words)
        case "witness": try readWitness(words)
        case "group": try readGroup(words)
        case "quorum": try readQuorum(words)
        default: throw fault("\"\(VisibleText.line(keyword))\" is neither log, witness, group nor quorum")
        }
    }

    private mutating func readLog(_ words: [String]) throws(LogPolicyError) {
        guard (1...2).contains(words.count) else { throw fault("a log is written as: log KEY [URL]") }
        let key = try key(words[0], .ed25519)
        guard !logs.contains(where: { $0.key.publicKey == key.publicKey }) else {
            throw fault("the log's key is there twice")
        }
        logs.append(LogPolicy.Log(key: key, url: words.count > 1 ? words[1] : nil))
    }

    private mutating func readWitness(_ words: [String]) throws(LogPolicyError) {
        guard (2...3).contains(words.count) else { throw fault("a witness is written as: witness NAME KEY [URL]") }
        try define(words[0])
        let key = try key(words[1], .cosignature)
        guard !witnesses.contains(where: { $0.key.publicKey == key.publicKey }) else {
            throw fault("the witness's key is there twice, so it would count twice")
        }
        witnesses.append(LogPolicy.Witness(name: words[0], key: key, url: words.count > 2 ? words[2] : nil))
    }

    private mutating func readGroup(_ words: [String]) throws(LogPolicyError) {
        guard words.count >= 3 else { throw fault("a group is written as: group NAME all|any|NUMBER MEMBER...") }
        let names = words.dropFirst(2)
        for name in names {
            try need(name)
            guard members.insert(Array(name.utf8)).inserted else {
                throw fault("\"\(VisibleText.line(name))\" is a member already, and may count only once")
            }
        }
        let threshold: Int
        switch words[1] {
        case "all": threshold = names.count
        case "any": threshold = 1
        default: threshold = NoteSyntax.number(words[1].utf8).flatMap { Int(exactly: $0) } ?? 0
        }
        guard (1...names.count).contains(threshold) else {
            throw fault("a group needs all, any, or a number from 1 to \(names.count), the number of its members")
        }
        try define(words[0])
        groups.append(LogPolicy.Group(name: words[0], threshold: threshold, members: Array(names)))
    }

    private mutating func readQuorum(_ words: [String]) throws(LogPolicyError) {
        guard words.count == 1 else { throw fault("a quorum is written as: quorum NAME, or quorum none") }
        guard !hasQuorum else { throw fault("the policy has a quorum already") }
        hasQuorum = true
        guard words[0] != Self.none else { return }
        try need(words[0])
        quorum = words[0]
    }

    private mutating func define(_ name: String) throws(LogPolicyError) {
        guard name != Self.none else { throw fault("\"none\" cannot be a name") }
        guard names.insert(Array(name.utf8)).inserted else {
            throw fault("\"\(VisibleText.line(name))\" is defined already")
        }
    }

    private func need(_ name: String) throws(LogPolicyError) {
        guard names.contains(Array(name.utf8)) else {
            throw fault("\"\(VisibleText.line(name))\" is no witness or group of a line before this one")
        }
    }

    private func key(_ text: String, _ algorithm: NoteKey.Algorithm) throws(LogPolicyError) -> NoteKey {
        let key: NoteKey
        do throws(NoteError) {
            key = try NoteKey(text)
        } catch {
            throw fault("\(error)")
        }
        guard key.algorithm == algorithm else {
            throw fault(
                algorithm == .ed25519
                    ? "the key is of a witness, not of a log" : "the key is of a log, not of a witness (cosignature)"
            )
        }
        return key
    }

    private func fault(_ reason: String) -> LogPolicyError {
        LogPolicyError(line: line, reason: reason)
    }
}
