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
        self.store = document["credsStore"]?.string
    }

    /// Finds what the document says about a repository: the longest key that covers it decides.
    func lookUp(host: String, repository: String?) throws(CredentialError) -> CredentialLookup {
        let found =
            auths
            .map { (scope: CredentialScope(key: $0.key), key: $0.key, entry: $0.value) }
            .filter { $0.scope.covers(host: host, repository: repository) }
            .sorted { ($0.scope.namespace.utf8.count, $1.key) > ($1.scope.namespace.utf8.count, $0.key) }
        var notes: [String] = []
        for (_, key, entry) in found {
            switch try read(entry, of: key) {
            case .credentials(let credentials): return CredentialLookup(credentials: credentials, notes: notes)
            case .identityToken:
                notes.append("\(name) has an identity token for \(key), which holdfast does not use")
            case .nothing: continue
            }
        }
        if let helper = helper(for: host) {
            notes.append("\(name) leaves \(host) to the helper \"\(helper)\", which holdfast does not ask yet")
        }
        return CredentialLookup(credentials: nil, notes: notes)
    }
}

// MARK: Entries

extension CredentialDocument {
    private enum Entry {
        case credentials(Credentials)
        case identityToken
        case nothing
    }

    private func read(_ entry: JSONValue, of key: String) throws(CredentialError) -> Entry {
        guard entry.object != nil else { throw malformed(key, "is not an object") }
        if let auth = entry["auth"]?.string, !auth.isEmpty { return .credentials(try decode(auth, of: key)) }
        if let user = entry["username"]?.string, let password = entry["password"]?.string, !user.isEmpty {
            return .credentials(try credentials(user: user, password: password, of: key))
        }
        if let token = entry["identitytoken"]?.string, !token.isEmpty { return .identityToken }
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

    private func helper(for host: String) -> String? {
        let scoped = helpers.first { CredentialScope(key: $0.key).covers(host: host, repository: nil) }
        return scoped?.value.string ?? store
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
