// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// The JSON document that docker (`config.json`) and podman (`auth.json`) keep credentials in.
struct CredentialDocument {
    private let name: String
    private let auths: [String: JSONValue]
    private let helpers: [String: JSONValue]
    private let store: String?

    init(parsing bytes: [UInt8], name: String) throws(CredentialError) {
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue(parsing: bytes)
        } catch {
            throw .malformed(name: name, reason: error.description)
        }
        guard document.object != nil else { throw .malformed(name: name, reason: "it is not a JSON object") }
        self.name = name
        self.auths = try Self.object("auths", in: document, name: name)
        self.helpers = try Self.object("credHelpers", in: document, name: name)
        self.store = document["credsStore"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Finds what the document says about a repository: the helper it names for the host, then its own entries.
    func lookUp(
        host: String,
        repository: String?,
        helpers: CredentialHelpers
    ) throws(CredentialError) -> CredentialLookup {
        let canonical = Reference.canonicalHost(host)
        var notes: [String] = []
        if let helper = helper(for: host, repository: repository) {
            switch helpers.ask(helper, for: canonical) {
            case .password(let credentials): return CredentialLookup(credentials: credentials, notes: [])
            case .identityToken(let token): return identity(token, of: canonical)
            case .nothing: notes.append("\(name) leaves \(host) to the helper \"\(helper)\", which has no login for it")
            case .failed(let reason): notes.append("\(name) leaves \(host) to the helper \"\(helper)\", \(reason)")
            }
        }
        var found = try entry(host: host, repository: repository)
        found.notes = notes + found.notes
        return found
    }

    /// Finds an entry of the document itself: the longest key that covers the repository decides.
    private func entry(host: String, repository: String?) throws(CredentialError) -> CredentialLookup {
        for (key, entry) in Self.covering(auths, host: host, repository: repository) {
            switch try read(entry, of: key) {
            case .credentials(let credentials): return CredentialLookup(credentials: credentials, notes: [])
            case .identityToken(let token): return identity(token, of: key)
            case .nothing: continue
            }
        }
        return CredentialLookup(credentials: nil, notes: [])
    }

    private func identity(_ token: IdentityToken, of key: String) -> CredentialLookup {
        CredentialLookup(
            credentials: nil,
            identityToken: token,
            notes: ["\(name) has an identity token for \(key), which only a token service takes"]
        )
    }

    private static func covering(
        _ entries: [String: JSONValue],
        host: String,
        repository: String?
    ) -> [(key: String, value: JSONValue)] {
        entries
            .map { (scope: CredentialScope(key: $0.key), entry: $0) }
            .filter { $0.scope.covers(host: host, repository: repository) }
            .sorted { ($0.scope.namespace.utf8.count, $1.entry.key) > ($1.scope.namespace.utf8.count, $0.entry.key) }
            .map { (key: $0.entry.key, value: $0.entry.value) }
    }
}

// MARK: Entries

extension CredentialDocument {
    private enum Entry {
        case credentials(Credentials)
        case identityToken(IdentityToken)
        case nothing
    }

    private func read(_ entry: JSONValue, of key: String) throws(CredentialError) -> Entry {
        guard entry.object != nil else { throw malformed(key, "is not an object") }
        // Docker writes the user's name with an empty password beside an identity token.
        if let token = entry["identitytoken"]?.string, !token.isEmpty { return .identityToken(IdentityToken(token)) }
        if let auth = entry["auth"]?.string, !auth.isEmpty { return .credentials(try decode(auth, of: key)) }
        if let user = entry["username"]?.string, let password = entry["password"]?.string, !user.isEmpty {
            return .credentials(try credentials(user: user, password: password, of: key))
        }
        return .nothing
    }

    private func decode(_ auth: String, of key: String) throws(CredentialError) -> Credentials {
        guard let bytes = Base64.decode(auth), let text = String(validating: bytes, as: UTF8.self),
            let colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
        else { throw malformed(key, "is not base64 of user:password") }
        // Docker once filled the password up with zero bytes, and still takes them off.
        let password = text[text.utf8.index(after: colon)...].trimmingZeroBytes
        return try credentials(user: String(text[..<colon]), password: password, of: key)
    }

    private func credentials(user: String, password: String, of key: String) throws(CredentialError) -> Credentials {
        do throws(CredentialError) {
            return try Credentials(user: user, password: password)
        } catch {
            throw malformed(key, "has a user name that is empty or holds a control character")
        }
    }

    private func helper(for host: String, repository: String?) -> String? {
        let scoped = Self.covering(helpers, host: host, repository: repository).first
        return scoped.flatMap { $0.value.string }.flatMap { $0.isEmpty ? nil : $0 } ?? store
    }

    private func malformed(_ key: String, _ reason: String) -> CredentialError {
        .malformed(name: name, reason: "the entry for \(key) \(reason)")
    }

    private static func object(
        _ key: String,
        in document: JSONValue,
        name: String
    ) throws(CredentialError) -> [String: JSONValue] {
        switch document[key] {
        case nil, .null: return [:]
        case .object(let members): return members
        default: throw .malformed(name: name, reason: "\"\(key)\" is not an object")
        }
    }
}

extension Substring {
    fileprivate var trimmingZeroBytes: String {
        var text = self
        while text.last == "\0" { text.removeLast() }
        return String(text)
    }
}
