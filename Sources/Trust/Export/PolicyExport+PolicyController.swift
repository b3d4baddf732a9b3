// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension PolicyExport {
    /// Writes `ClusterImagePolicy` objects: an image must pass every one that matches it, by one authority of each.
    func policyController() throws(PolicyExportError) -> ExportedPolicy {
        guard host.names.allSatisfy(Self.isGlob) else {
            throw .inexpressible("the policy controller cannot name the host \(host.name): its globs have no brackets")
        }
        var notes = clauseNotes() + exemptionNotes("the policy controller")
        var texts: [String] = []
        let required = rules.filter { !$0.requirements.isEmpty }
        for rule in required {
            if !rule.coversAllTags {
                notes.append(
                    "the policy controller sees digests: all tags of \(rule.places) need the signatures, not only these"
                )
            }
            if let pattern = rule.repositoryPatterns.first(where: { !$0.hasSuffix("*") && !$0.hasSuffix("?") }) {
                notes.append(
                    "a glob of the policy controller cannot hold the @ before a digest: what is written for \(pattern) also "
                        + "covers names that begin like it"
                )
            }
            if rule.repositoryPatterns.contains(where: { $0.contains("?") }) {
                notes.append("the policy controller has no ?: \(rule.places) is written with *, which covers more")
            }
            let clauses = rule.requirements.flatMap { Self.clauses($0).clauses }
            for clause in clauses { texts.append(policyText(rule, clause, number: texts.count + 1)) }
        }
        if required.contains(where: { $0.requirements.contains { $0.binding == .tag } }) {
            notes.append(
                "the policy controller does not look at the tag a signature names: an image that was signed under another "
                    + "tag, or an older one, passes there"
            )
        }
        if required.count > 1 {
            notes.append("in the policy controller every policy that matches applies, not only the first")
        }
        notes += [
            "the policy controller refuses images that no policy is about, unless its ConfigMap config-policy-controller "
                + "says no-match-policy: allow",
            "the policy controller acts in namespaces with the label policy.sigstore.dev/include=true alone",
        ]
        return ExportedPolicy(
            files: [.init(name: "policy-controller.yaml", text: texts.joined(separator: "---\n"))],
            notes: notes
        )
    }
}

extension PolicyExport {
    private func policyText(_ rule: Rule, _ clause: [String], number: Int) -> String {
        var text = """
            apiVersion: policy.sigstore.dev/v1beta1
            kind: ClusterImagePolicy
            metadata:
              name: \(YAMLText.quoted("\(objectName)-\(number)"))
            spec:
              images:

            """
        for pattern in rule.repositoryPatterns {
            let path = Self.controllerGlob(pattern)
            for name in host.names.map({ "\($0)/\(path)" }) {
                // A glob there may not hold an @; a star stands for it. Two side by side would reach across elements.
                let digests = name + (name.hasSuffix("*") ? "" : "*") + "sha256:*"
                for glob in ["\(name):**", digests] { text += "    - glob: \(YAMLText.quoted(glob))\n" }
            }
        }
        text += "  authorities:\n"
        for key in clause {
            text += "    - name: \(YAMLText.quoted(key))\n      key:\n"
            text += "        hashAlgorithm: sha256\n"
            text += YAMLText.block("data", pem(key), indent: 8)
        }
        return text
    }

    /// Tells whether text has nothing in it that its globs may not have.
    private static func isGlob(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
            default: "-_:/*.".utf8.contains(byte)
            }
        }
    }

    /// Writes a pattern with the two wildcards there are: `*` within an element and `**` across them.
    private static func controllerGlob(_ pattern: String) -> String {
        var text = ""
        var rest = pattern[...]
        while let character = rest.popFirst() {
            // Two stars that come to stand side by side reach across elements, which only covers more.
            text.append(character == "?" ? "*" : character)
            guard character == "*", rest.first == "*" else { continue }
            let isElement = text == "*" || text.hasSuffix("/*")
            text.append("*")
            rest = rest.drop { $0 == "*" }
            // `**/` stands for nothing as well.
            if isElement, rest.first == "/" { rest.removeFirst() }
        }
        return text
    }
}
