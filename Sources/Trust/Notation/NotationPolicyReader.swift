// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// Reads the statements of a trust policy.
enum NotationPolicyReader {
    /// The members of an object, none of which may be unknown.
    static func members(
        _ json: JSONValue,
        known: Set<String>,
        of name: String
    ) throws(NotationError) -> [String: JSONValue] {
        guard let members = json.object else { throw .policy("\(name) is not a JSON object") }
        if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) {
            throw .policy("\(name) has the member \"\(unknown)\", which is not known; there are \(listed(known))")
        }
        return members
    }

    static func statement(_ json: JSONValue) throws(NotationError) -> NotationTrustPolicy.Statement {
        let known: Set = ["name", "registryScopes", "signatureVerification", "trustStores", "trustedIdentities"]
        let members = try members(json, known: known, of: "a statement")
        guard let name = members["name"]?.string, !name.isEmpty else { throw .policy("a statement has no name") }
        let scopes = try texts(members["registryScopes"], "registryScopes", of: name)
        try check(scopes, of: name)
        let verification = try Self.members(
            members["signatureVerification"] ?? .null,
            known: ["level", "override", "verifyTimestamp"],
            of: "signatureVerification of \"\(name)\""
        )
        guard let level = verification["level"]?.string.flatMap(NotationCheck.Level.init(rawValue:)) else {
            throw .policy("\"\(name)\" has no level; there are strict, permissive, audit and skip")
        }
        let stores = try texts(members["trustStores"], "trustStores", of: name)
        let identities = try texts(members["trustedIdentities"], "trustedIdentities", of: name)
        if level == .skip {
            guard stores.isEmpty, identities.isEmpty else {
                throw .policy(
                    "\"\(name)\" skips verification and names whom to trust all the same; remove one of the two"
                )
            }
        }
        return NotationTrustPolicy.Statement(
            name: name,
            scopes: scopes,
            level: level,
            overrides: try overrides(verification["override"], of: name, level: level),
            timestampUse: try timestampUse(verification["verifyTimestamp"], of: name),
            stores: level == .skip ? [] : try self.stores(stores, of: name),
            identities: level == .skip ? .named([]) : try self.identities(identities, of: name)
        )
    }
}

// MARK: The parts of a statement

extension NotationPolicyReader {
    private static func check(_ scopes: [String], of name: String) throws(NotationError) {
        guard !scopes.isEmpty else { throw .policy("\"\(name)\" has no registryScopes") }
        guard scopes != [NotationTrustPolicy.everything] else { return }
        for scope in scopes {
            guard scope != NotationTrustPolicy.everything else {
                throw .policy("\"\(name)\" has the scope * beside others; * must stand alone")
            }
            guard isRepository(scope) else {
                throw .policy(
                    "the scope \(scope) of \"\(name)\" is no repository with its host, such as example.com/team/app; "
                        + "patterns, tags and digests are not allowed"
                )
            }
        }
    }

    private static func isRepository(_ scope: String) -> Bool {
        // A text that is no reference is no scope, whatever is wrong with it.
        guard let reference = try? Reference(scope), let host = reference.host else { return false }
        return reference.tag == nil && reference.digest == nil && scope == "\(host)/\(reference.repository)"
    }

    private static func overrides(
        _ json: JSONValue?,
        of name: String,
        level: NotationCheck.Level
    ) throws(NotationError) -> [NotationCheck: NotationCheck.Action] {
        guard let json else { return [:] }
        let known = Set(NotationCheck.allCases.map(\.rawValue))
        let members = try members(json, known: known, of: "override of \"\(name)\"")
        guard members.isEmpty || level != .skip else {
            throw .policy("\"\(name)\" skips verification and overrides checks")
        }
        var overrides: [NotationCheck: NotationCheck.Action] = [:]
        for check in NotationCheck.allCases {
            guard let value = members[check.rawValue] else { continue }
            guard check != .integrity else { throw .policy("\"\(name)\" overrides integrity, which cannot be") }
            guard let action = value.string.flatMap(NotationCheck.Action.init(rawValue:)) else {
                throw .policy("\"\(name)\" overrides \(check.rawValue) with something other than enforce, log and skip")
            }
            guard action != .skip || check == .revocation else {
                throw .policy("\"\(name)\" skips \(check.rawValue); only revocation can be skipped, write log")
            }
            overrides[check] = action
        }
        return overrides
    }

    private static func timestampUse(
        _ json: JSONValue?,
        of name: String
    ) throws(NotationError) -> NotationTrustPolicy.TimestampUse {
        guard let json else { return .always }
        guard let use = json.string.flatMap(NotationTrustPolicy.TimestampUse.init(rawValue:)) else {
            throw .policy("verifyTimestamp of \"\(name)\" is neither always nor afterCertExpiry")
        }
        return use
    }

    private static func stores(
        _ texts: [String],
        of name: String
    ) throws(NotationError) -> [NotationTrustStore.Name] {
        guard !texts.isEmpty else { throw .policy("\"\(name)\" has no trustStores") }
        var stores: [NotationTrustStore.Name] = []
        for text in texts {
            guard let store = NotationTrustStore.Name(text) else {
                throw .policy(
                    "the trust store \"\(text)\" of \"\(name)\" is not written ca:NAME, signingAuthority:NAME or tsa:NAME"
                )
            }
            stores.append(store)
        }
        return stores
    }

    private static func identities(
        _ texts: [String],
        of name: String
    ) throws(NotationError) -> NotationTrustPolicy.Identities {
        guard !texts.isEmpty else { throw .policy("\"\(name)\" has no trustedIdentities") }
        guard texts != [NotationTrustPolicy.everything] else { return .anybody }
        guard !texts.contains(NotationTrustPolicy.everything) else {
            throw .policy("\"\(name)\" trusts * beside others; * must stand alone")
        }
        var identities: [NotationIdentity] = []
        for text in texts {
            let identity = try NotationIdentity(text)
            guard !identities.contains(where: { $0.isPart(of: identity) || identity.isPart(of: $0) }) else {
                throw .policy("the identity \"\(text)\" of \"\(name)\" overlaps with another; one contains the other")
            }
            identities.append(identity)
        }
        return .named(identities)
    }

    private static func texts(
        _ json: JSONValue?,
        _ key: String,
        of name: String
    ) throws(NotationError) -> [String] {
        guard let json else { return [] }
        guard let elements = json.array else { throw .policy("\(key) of \"\(name)\" is not a list") }
        guard elements.count <= 1_000 else { throw .policy("\(key) of \"\(name)\" has more than 1000 elements") }
        var texts: [String] = []
        for element in elements {
            guard let text = element.string else {
                throw .policy("\(key) of \"\(name)\" holds something that is not text")
            }
            texts.append(text)
        }
        return texts
    }

    private static func listed(_ names: Set<String>) -> String { names.sorted().joined(separator: ", ") }
}
