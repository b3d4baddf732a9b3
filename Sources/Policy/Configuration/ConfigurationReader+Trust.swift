// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ConfigurationReader {
    /// The entries of `keys`, in the order of the file.
    mutating func keys(_ node: YAMLNode?) -> [TrustKeyFile] {
        guard let node else { return [] }
        guard case .mapping(let pairs) = node.content, !pairs.isEmpty else {
            fail(node, "\"keys\" must be a mapping of names to files, such as {release: ./release.pub}")
            return []
        }
        guard pairs.count <= TrustKeyFile.maximumCount else {
            fail(node, "there are \(pairs.count) \"keys\"; at most \(TrustKeyFile.maximumCount) are read")
            return []
        }
        var keys: [TrustKeyFile] = []
        var names: Set<String> = []
        for (key, value) in pairs {
            guard let name = keyName(key) else { continue }
            guard names.insert(name).inserted else {
                fail(key, "\"\(name)\" appears twice in \"keys\"")
                continue
            }
            guard let path = keyPath(value, of: name) else { continue }
            keys.append(TrustKeyFile(name: name, path: path, configuration: file, place: value.place))
        }
        return keys
    }

    /// The names in `keys`, of those too whose files are not written right: that is one fault, not one a rule.
    func keyNames(_ node: YAMLNode?) -> [String] {
        guard case .mapping(let pairs)? = node?.content else { return [] }
        return pairs.compactMap { $0.key.text }
    }

    /// The entries of `require`.
    mutating func requirements(_ node: YAMLNode?, keys: [String]) -> [Requirement] {
        let elements = list(node, "require", example: "[{keys: [release]}]") ?? []
        return elements.compactMap { requirement($0, keys: keys) }
    }

    /// The value of `pull`, in a rule that may have requirements to be met.
    mutating func pull(_ node: YAMLNode?, require: YAMLNode?) -> PullAction {
        let action: PullAction = choice(node, "pull") ?? .any
        if action == .signed, require == nil, let node {
            fail(
                node,
                "\"pull: signed\" needs to know whose signatures count; "
                    + "add to the same rule, for example, require: [{keys: [release]}]"
            )
        }
        return action
    }
}

extension ConfigurationReader {
    private mutating func keyName(_ key: YAMLNode) -> String? {
        guard let name = key.text else {
            fail(key, "the name of a key must be a text, such as release")
            return nil
        }
        guard TrustKeyFile.isName(name) else {
            fail(
                key,
                "\(Shown(name)) cannot name a key: a name is 1 to 64 lower case letters, digits, dots, hyphens "
                    + "and underscores"
            )
            return nil
        }
        return name
    }

    private mutating func keyPath(_ node: YAMLNode, of name: String) -> String? {
        guard case .mapping = node.content else { return path(node, name) }
        guard let fields = fields(of: node, in: "a key", known: ["file"]) else { return nil }
        guard let file = fields["file"] else {
            fail(node, "the key \(name) lacks \"file\", the path of a public key in PEM")
            return nil
        }
        return path(file, "file")
    }

    private mutating func requirement(_ node: YAMLNode, keys known: [String]) -> Requirement? {
        let what = "an entry of \"require\""
        guard let fields = fields(of: node, in: what, known: ["keys", "threshold", "bind"]) else { return nil }
        guard fields["keys"] != nil else {
            fail(node, "\(what) lacks \"keys\", the names of the keys that count")
            return nil
        }
        guard let elements = list(fields["keys"], "keys", example: "[release]") else { return nil }
        let keys = elements.compactMap { element -> String? in
            guard let name = text(element, "keys") else { return nil }
            guard known.contains(name) else {
                let example = TrustKeyFile.isName(name) ? name : "release"
                let advice =
                    known.isEmpty
                    ? "; say at the top of the file where it lies, such as keys: {\(example): ./\(example).pub}"
                    : Spelling.suggestion(for: name, among: known)
                fail(element, "\(what) must name keys of \"keys\", and \(Shown(name)) is none\(advice)")
                return nil
            }
            return name
        }
        let threshold = count(fields["threshold"], "threshold", in: 1...max(1, Set(elements.compactMap(\.text)).count))
        return Requirement(keys: keys, threshold: threshold ?? 1, bind: choice(fields["bind"], "bind") ?? .tag)
    }
}
