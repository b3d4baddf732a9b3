// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto
import OCIModel

@testable import Trust

/// A repository of Docker Content Trust that tests make, and break.
struct ForgedTrust {
    static let gun = "registry.example.com/team/app"
    /// 2026-11-20T12:00:00Z.
    static let now = Timestamp(microseconds: 1_795_176_000_000_000)
    static let later = "2029-11-20T12:00:00Z"

    struct Key {
        let signer: P256.Signing.PrivateKey
        var json: String {
            let value = Base64.encode(Array(signer.publicKey.derRepresentation))
            return #"{"keytype":"ecdsa","keyval":{"private":null,"public":"\#(value)"}}"#
        }
        var id: String { OCIModel.Digest(sha256Of: Array(json.utf8)).hex }

        init() { signer = P256.Signing.PrivateKey() }
    }

    var files: [String: [UInt8]] = [:]
    var rootKeys = [Key()]
    var targetsKeys = [Key()]
    var snapshotKey = Key()
    var timestampKey = Key()
    var targetsThreshold = 1
    var rootVersion = 0
    var versions: [String: Int] = [:]

    static func hash(_ letter: Character) -> [UInt8] { Array(SHA256.hash(data: Array(String(letter).utf8))) }
    static func digest(_ letter: Character) -> OCIModel.Digest { OCIModel.Digest(sha256Of: Array(String(letter).utf8)) }

    static func signed(_ text: String, by keys: [Key]) throws -> [UInt8] {
        let signatures = try keys.map { key in
            let bytes = Array(try key.signer.signature(for: Array(text.utf8)).rawRepresentation)
            return #"{"keyid":"\#(key.id)","method":"ecdsa","sig":"\#(Base64.encode(bytes))"}"#
        }
        return Array(#"{"signed":\#(text),"signatures":[\#(signatures.joined(separator: ","))]}"#.utf8)
    }

    static func keyList(_ keys: [Key]) -> String {
        let members = Dictionary(keys.map { ($0.id, $0.json) }) { first, _ in first }
        return "{" + members.sorted { $0.key < $1.key }.map { #""\#($0.key)":\#($0.value)"# }.joined(separator: ",")
            + "}"
    }

    static func role(_ keys: [Key], _ threshold: Int = 1) -> String {
        #"{"keyids":[\#(keys.map { "\"\($0.id)\"" }.joined(separator: ","))],"threshold":\#(threshold)}"#
    }

    /// Makes the next version of the root, signed by its keys and those given.
    mutating func publishRoot(alsoBy others: [Key] = [], expires: String = later) throws {
        rootVersion += 1
        let all = rootKeys + targetsKeys + [snapshotKey, timestampKey]
        let text =
            #"{"_type":"Root","consistent_snapshot":false,"expires":"\#(expires)","keys":\#(Self.keyList(all)),"roles":{"#
            + #""root":\#(Self.role(rootKeys)),"snapshot":\#(Self.role([snapshotKey])),"#
            + #""targets":\#(Self.role(targetsKeys, targetsThreshold)),"timestamp":\#(Self.role([timestampKey]))},"#
            + #""version":\#(rootVersion)}"#
        let bytes = try Self.signed(text, by: rootKeys + others)
        files["root.json"] = bytes
        files["\(rootVersion).root.json"] = bytes
    }

    /// Makes the next version of a file of targets.
    mutating func publishTargets(
        _ targets: KeyValuePairs<String, Character>,
        as role: String = "targets",
        by keys: [Key]? = nil,
        delegations: String = #"{"keys":{},"roles":[]}"#,
        expires: String = later
    ) throws {
        let version = versions[role, default: 0] + 1
        versions[role] = version
        let members = targets.sorted { $0.key < $1.key }.map { name, letter in
            #""\#(name)":{"hashes":{"sha256":"\#(Base64.encode(Self.hash(letter)))"},"length":528}"#
        }
        let text =
            #"{"_type":"Targets","delegations":\#(delegations),"expires":"\#(expires)","#
            + #""targets":{\#(members.joined(separator: ","))},"version":\#(version)}"#
        let bytes = try Self.signed(text, by: keys ?? targetsKeys)
        files["\(role).json"] = bytes
        files["\(version).\(role).json"] = bytes
    }

    /// Makes the snapshot and the timestamp that fit.
    mutating func seal(expires: String = later) throws {
        let listed = files.keys.filter {
            $0.first?.isNumber == false && $0 != "snapshot.json" && $0 != "timestamp.json"
        }
        files["snapshot.json"] = try meta("Snapshot", listed.sorted(), snapshotKey, expires)
        files["timestamp.json"] = try meta("Timestamp", ["snapshot.json"], timestampKey, expires)
    }

    private mutating func meta(_ type: String, _ names: [String], _ key: Key, _ expires: String) throws -> [UInt8] {
        versions[type, default: 0] += 1
        let members = names.map { name in
            let bytes = files[name] ?? []
            let hash = Base64.encode(Array(SHA256.hash(data: bytes)))
            return #""\#(name.dropLast(5))":{"hashes":{"sha256":"\#(hash)"},"length":\#(bytes.count)}"#
        }
        let text =
            #"{"_type":"\#(type)","expires":"\#(expires)","meta":{\#(members.joined(separator: ","))},"#
            + #""version":\#(versions[type, default: 0])}"#
        return try Self.signed(text, by: [key])
    }

    /// A repository with one tag that moved: 1.0 meant a, then b, and 1.1 came.
    static func simple() throws -> ForgedTrust {
        var trust = ForgedTrust()
        try trust.publishRoot()
        try trust.publishTargets(["1.0": "a"], expires: "2029-11-01T12:00:00Z")
        try trust.publishTargets(["1.0": "b"], expires: "2029-11-02T12:00:00Z")
        try trust.publishTargets(["1.0": "b", "1.1": "c"], expires: "2029-11-03T12:00:00Z")
        try trust.seal()
        return trust
    }

    func read(
        _ root: ContentTrustRequest.RootTrust? = nil,
        expiry: ContentTrustRequest.Expiry = .refuse,
        known: [String: Int64] = [:],
        gun: String = Self.gun
    ) async throws -> ContentTrustRepository {
        var request = ContentTrustRequest(
            gun: gun,
            rootTrust: root ?? .keys([rootKeys[0].id]),
            expiry: expiry,
            now: Self.now
        )
        request.knownVersions = known
        return try await ContentTrustReader.read(request) { files[$0.path] }
    }
}
