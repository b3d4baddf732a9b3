// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// Whose signatures a file needs, and how many of them.
struct ContentTrustRole: Hashable {
    private static let mostKeys = 100

    let name: String
    let keys: [ContentTrustKey]
    let threshold: Int

    /// Reads a role.
    ///
    /// - Parameters:
    ///   - name: The role's name.
    ///   - json: What says its key ids and threshold.
    ///   - keys: The keys that are known, by id.
    /// - Throws: ``ContentTrustError`` when it is no role.
    init(_ name: String, _ json: JSONValue?, keys: [String: ContentTrustKey]) throws(ContentTrustError) {
        guard let ids = json?["keyids"]?.array, ids.count <= Self.mostKeys,
            case .integer(let threshold)? = json?["threshold"], (1...Int64(Self.mostKeys)).contains(threshold)
        else { throw ContentTrustError(.malformed, "the role \(name) lacks keys or a threshold") }
        self.name = name
        self.keys = Set(ids.compactMap(\.string)).sorted().compactMap { keys[$0] }
        self.threshold = Int(threshold)
    }

    /// Reads the keys of a file by their ids; those that nobody can check are left out.
    static func keys(_ json: JSONValue?) throws(ContentTrustError) -> [String: ContentTrustKey] {
        guard let members = json?.object, members.count <= Self.mostKeys * 10 else {
            throw ContentTrustError(.malformed, "a list of keys is missing, or too long")
        }
        var keys: [String: ContentTrustKey] = [:]
        for (id, element) in members {
            guard let key = try ContentTrustKey(element) else { continue }
            // A key under another's id could sign in its name.
            guard key.id == id else { throw ContentTrustError(.invalid, "a key does not hash to its id \(id)") }
            keys[id] = key
        }
        return keys
    }
}
