// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ConfigurationReader {
    /// What the policy's outermost mapping says.
    mutating func pinPolicy(_ node: YAMLNode) -> PinPolicy {
        var policy = PinPolicy()
        let known = ["exclude", "fields", "variables", "rules"]
        guard let fields = fields(of: node, in: "the policy", known: known) else { return policy }
        policy.exclude = excludes(fields["exclude"])
        let resources = list(fields["fields"], "fields", example: "[{kind: Widget, path: spec.image}]") ?? []
        policy.fields = resources.compactMap { imageField($0) }
        let variables = list(fields["variables"], "variables", example: "[\"RELATED_IMAGE_*\"]") ?? []
        policy.variables = variables.compactMap { variable($0) }
        let rules = list(fields["rules"], "rules", example: "[{minimum-age: 7d}]") ?? []
        policy.rules = rules.enumerated().compactMap { pinRule($0.element, number: $0.offset + 1) }
        return policy
    }

    private mutating func excludes(_ node: YAMLNode?) -> [ReferenceGlob] {
        var globs: [ReferenceGlob] = []
        for element in list(node, "exclude", example: "[\"localhost/*\"]") ?? [] {
            guard let text = text(element, "exclude") else { continue }
            do throws(GlobError) {
                globs.append(try ReferenceGlob(text))
            } catch {
                fail(element, "\(Shown(text)) is not a pattern for \"exclude\": \(error)")
            }
        }
        return globs
    }

    private mutating func imageField(_ node: YAMLNode) -> ImageField? {
        let what = "an entry of \"fields\""
        guard let fields = fields(of: node, in: what, known: ["apiVersion", "kind", "path"]) else { return nil }
        guard let path = fields["path"] else {
            fail(node, "\(what) lacks \"path\", such as spec.runtime.image")
            return nil
        }
        guard let text = text(path, "path") else { return nil }
        guard Self.isPath(text) else {
            fail(path, "\(Shown(text)) is not a path: it is keys with dots between, such as spec.templates[].image")
            return nil
        }
        return ImageField(
            apiVersion: self.text(fields["apiVersion"], "apiVersion"),
            kind: self.text(fields["kind"], "kind"),
            path: text
        )
    }

    /// Tells whether text is keys with dots between, each perhaps with `[]` behind it; a leading dot would be one of `jq`.
    private static func isPath(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { step in
            var key = step
            while key.hasSuffix("[]") { key = key.dropLast(2) }
            return !key.isEmpty && !key.contains { "[]{}$ ".contains($0) }
        }
    }

    private mutating func variable(_ node: YAMLNode) -> String? {
        guard let text = text(node, "variables") else { return nil }
        let isName = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || "_-.*".utf8.contains(byte)
        }
        guard isName else {
            fail(node, "\(Shown(text)) is not the name of a variable, nor a pattern such as \"*_IMAGE\"")
            return nil
        }
        return text
    }

    private mutating func pinRule(_ node: YAMLNode, number: Int) -> PinRule? {
        guard let fields = fields(of: node, in: "a rule", known: ["images", "minimum-age", "tag"]) else { return nil }
        if case .mapping(let pairs) = node.content, pairs.isEmpty {
            fail(node, "a rule says nothing; write minimum-age or tag")
        }
        return PinRule(
            name: ruleName(node, number: number),
            images: images(fields["images"]),
            minimumAge: duration(fields["minimum-age"], "minimum-age"),
            tag: choice(fields["tag"], "tag") ?? .any
        )
    }

    /// Reads patterns over host and repository.
    ///
    /// One that can match no image is refused: it would let a laxer rule below decide.
    private mutating func images(_ node: YAMLNode?) -> [Glob] {
        var globs: [Glob] = []
        for element in list(node, "images", example: "[\"docker.io/library/**\"]") ?? [] {
            guard let text = text(element, "images") else { continue }
            do throws(GlobError) {
                let glob = try Glob(text, over: .reference)
                if let fault = Self.imageFault(text) {
                    fail(element, "\(Shown(text)) is not a pattern for \"images\": \(fault)")
                } else {
                    globs.append(glob)
                }
            } catch {
                fail(element, "\(Shown(text)) is not a pattern for \"images\": \(error)")
            }
        }
        return globs
    }

    private static func imageFault(_ pattern: String) -> String? {
        let first = pattern.prefix { $0 != "/" }
        let rest = pattern[first.endIndex...]
        if pattern.contains("@") || rest.contains(":") || rest.isEmpty && first.contains(":") {
            return "it holds a tag or digest; \"tag\" says what is demanded of tags"
        }
        let isHost = first == "localhost" || first.contains { ".:*?".contains($0) }
        if !isHost { return "images are named with their host, such as docker.io/library/nginx" }
        if rest.isEmpty, !first.hasPrefix("**"), !first.hasSuffix("**") {
            return "it names no repository; write \(first)/** for all of a registry"
        }
        return nil
    }
}
