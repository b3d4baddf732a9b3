// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

extension PolicyExport {
    /// Writes `trustpolicy.json` and the trust stores; only keys that were given as certificates can be named.
    func notation() throws(PolicyExportError) -> ExportedPolicy {
        var notes = exemptionNotes("Notation")
        var statements: [(scopes: [String], keys: [String])] = []
        var named: Set<String> = []
        for rule in rules where !rule.requirements.isEmpty {
            guard rule.requirements.count == 1, let requirement = rule.requirements.first, requirement.threshold == 1
            else {
                throw .inexpressible(
                    "Notation takes one good signature as enough, and \(rule.places) need more; there is no policy for that"
                )
            }
            notes += Self.notationNotes(rule, requirement)
            let scopes = notationScopes(rule).filter { !named.contains($0) }
            guard !scopes.isEmpty else { continue }
            // What an earlier rule for everything decides is not decided again.
            guard !named.contains(NotationTrustPolicy.everything) else {
                throw .inexpressible(
                    "Notation knows single repositories and \"*\": \(rule.places) cannot be told apart from an earlier "
                        + "rule that is written as \"*\"; name the repositories in the rules"
                )
            }
            named.formUnion(scopes)
            statements.append((scopes, requirement.keys))
        }
        var files: [ExportedPolicy.File] = []
        var json = JSONWriter()
        var identities: [[String]] = []
        for statement in statements {
            var texts: [String] = []
            for key in statement.keys {
                let (identity, file) = try notationTrust(key)
                texts.append(identity)
                if !files.contains(file) { files.append(file) }
            }
            identities.append(texts)
        }
        json.object { json in
            json.member("version", "1.0")
            json.member("trustPolicies", zip(statements, identities).enumerated()) { json, element in
                let (statement, identities) = element.element
                json.member("name", "holdfast-\(element.offset + 1)")
                json.member("registryScopes", texts: statement.scopes)
                json.member("signatureVerification") { $0.member("level", "strict") }
                json.member("trustStores", texts: statement.keys.map { "ca:\(Self.storeName($0))" })
                json.member("trustedIdentities", texts: identities)
            }
        }
        do throws(NotationError) {
            _ = try NotationTrustPolicy(parsing: json.bytes)
        } catch {
            throw .inexpressible("these rules make no policy that Notation takes: \(error)")
        }
        let policy = ExportedPolicy.File(
            name: "trustpolicy.json",
            text: String(decoding: json.bytes, as: UTF8.self) + "\n"
        )
        return ExportedPolicy(files: [policy] + files, notes: notes)
    }
}

extension PolicyExport {
    private static func notationNotes(_ rule: Rule, _ requirement: TrustRequirement) -> [String] {
        var notes: [String] = []
        if !rule.coversAllTags {
            notes.append("Notation knows no tags: all tags of \(rule.places) need the signatures, not only these")
        }
        if requirement.binding == .tag {
            notes.append(
                "Notation does not look at the tag by itself: verify \(rule.places) with --user-metadata "
                    + "\(NotationSignature.tagAnnotation)=TAG"
            )
        }
        if rule.repositoryPatterns.contains(where: { $0.contains("*") || $0.contains("?") }) {
            notes.append("Notation has no patterns: \(rule.places) is written as \"*\", which covers all registries")
        }
        return notes
    }

    private func notationScopes(_ rule: Rule) -> [String] {
        let patterns = rule.repositoryPatterns
        guard patterns.allSatisfy({ !$0.contains("*") && !$0.contains("?") }) else {
            return [NotationTrustPolicy.everything]
        }
        return patterns.flatMap { pattern in host.names.map { "\($0)/\(pattern)" } }
    }

    private static func storeName(_ key: String) -> String { "holdfast-\(key)" }

    /// The signer's identity, and the root that stands above it as a file of a trust store.
    private func notationTrust(_ name: String) throws(PolicyExportError) -> (String, ExportedPolicy.File) {
        guard let pem = keys[name]?.certificates else {
            throw .inexpressible(
                "Notation trusts certificates, and \"\(name)\" is a mere key; give its certificates, the signer's first"
            )
        }
        let chain: NotationChain
        let identity: NotationIdentity
        do throws(NotationError) {
            chain = try NotationChain(pem: pem)
            identity = try NotationIdentity(subjectOf: chain.leaf)
        } catch {
            throw .inexpressible("the key \"\(name)\" cannot be used with Notation: \(error)")
        }
        guard identity.isComplete else {
            throw .inexpressible(
                "the certificate of \"\(name)\" names no country (C), state (ST) and organization (O), which Notation "
                    + "asks for: \(chain.leaf.subject)"
            )
        }
        guard let store = NotationTrustStore.Name(kind: .authority, name: Self.storeName(name)) else {
            throw .inexpressible("the key's name \"\(name)\" cannot be the name of a directory; choose another")
        }
        let root = chain.certificates.last ?? chain.leaf
        let file = ExportedPolicy.File(
            name: "truststore/x509/\(store.kind.rawValue)/\(store.name)/root.pem",
            text: PEMDocument(label: "CERTIFICATE", bytes: root.bytes).text
        )
        return (identity.text, file)
    }
}
