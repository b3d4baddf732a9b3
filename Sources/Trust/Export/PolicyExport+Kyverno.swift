// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension PolicyExport {
    /// Writes a `ClusterPolicy`: all of its rules that match an image apply.
    func kyverno() -> ExportedPolicy {
        var notes = clauseNotes() + exemptionNotes("Kyverno")
        var text = """
            apiVersion: kyverno.io/v1
            kind: ClusterPolicy
            metadata:
              name: \(YAMLText.quoted(objectName))
            spec:
              validationFailureAction: Enforce
              webhookTimeoutSeconds: 30
              rules:

            """
        let required = rules.filter { !$0.requirements.isEmpty }
        for (place, rule) in required.enumerated() {
            if rule.repositoryPatterns.contains(where: Self.crossesMoreInKyverno) {
                notes.append("in Kyverno * crosses slashes: \(rule.places) covers deeper names there too")
            }
            if rule.requirements.contains(where: { $0.binding == .tag }) {
                notes.append(
                    "Kyverno does not look at the tag a signature names: an image of \(rule.places) that was signed under "
                        + "another tag, or an older one, passes there"
                )
            }
            if rule.tagPatterns != nil {
                notes.append(
                    "Kyverno knows no tag of an image that is named by its digest: all of those of \(rule.places) need the "
                        + "signatures there"
                )
            }
            text += ruleText(rule, number: place + 1)
        }
        notes.append(
            "Kyverno reads only the signatures in sha256-….sig, and none of cosign's bundles; sign writes both"
        )
        if required.count > 1 { notes.append("in Kyverno every rule that matches applies, not only the first") }
        return ExportedPolicy(files: [.init(name: "kyverno.yaml", text: text)], notes: notes)
    }

    /// A name for objects of Kubernetes: lower case, digits and hyphens.
    var objectName: String {
        let plain = host.name.unicodeScalars.map { scalar in
            ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
        }
        let trimmed = String(plain).drop { $0 == "-" }
        return "holdfast-" + String(trimmed.reversed().drop { $0 == "-" }.reversed()).prefix(40)
    }
}

extension PolicyExport {
    private static func crossesMoreInKyverno(_ pattern: String) -> Bool {
        pattern.split(separator: "/").contains { $0.contains("*") && $0 != "**" || $0.contains("?") }
    }

    private func ruleText(_ rule: Rule, number: Int) -> String {
        var text = """
                - name: signed-\(number)
                  match:
                    any:
                      - resources:
                          kinds:
                            - Pod
                  verifyImages:
                    - imageReferences:

            """
        for reference in kyvernoReferences(rule) { text += "            - \(YAMLText.quoted(reference))\n" }
        text += """
                      mutateDigest: true
                      verifyDigest: true
                      required: true
                      attestors:

            """
        for requirement in rule.requirements {
            text += "            - count: \(requirement.threshold)\n              entries:\n"
            for key in requirement.keys {
                text += "                - keys:\n"
                text += YAMLText.block("publicKeys", pem(key), indent: 20)
                text += "                    rekor:\n                      ignoreTlog: true\n"
                text += "                    ctlog:\n                      ignoreSCT: true\n"
            }
        }
        return text
    }

    /// Every way to name an image that the rule is about, by tag and by digest.
    private func kyvernoReferences(_ rule: Rule) -> [String] {
        rule.repositoryPatterns.flatMap { pattern in
            // Two stars mean nothing more than one there, and ? matches a slash too, which only covers more.
            let path = Self.singleStars(pattern)
            return host.names.flatMap { host in
                let name = "\(host)/\(path)"
                return (rule.tagPatterns ?? ["*"]).map { "\(name):\(Self.singleStars($0))" } + ["\(name)@*"]
            }
        }
    }

    /// Writes `**/x` as `*x`, since `**/` also stands for nothing, and `**` as `*`.
    private static func singleStars(_ pattern: String) -> String {
        var text = ""
        var rest = pattern[...]
        while let character = rest.popFirst() {
            text.append(character)
            guard character == "*" else { continue }
            let isElement = text == "*" || text.hasSuffix("/*")
            guard rest.first == "*" else { continue }
            rest = rest.drop { $0 == "*" }
            if isElement, rest.first == "/" { rest.removeFirst() }
        }
        return text
    }
}
