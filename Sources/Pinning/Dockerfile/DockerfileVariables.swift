// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The variables that `FROM` can see: the ARGs before the first of them, and what a builder sets.
struct DockerfileVariables: Sendable {
    /// An ARG with a default.
    struct Definition: Sendable {
        /// The name.
        var name: String
        /// The bytes of the line that spell the default, with quotes.
        var raw: TracedText
        /// What the default comes to.
        var value: DockerfileValue
    }

    /// What is known of a variable.
    enum Binding {
        case value(DockerfileValue)
        /// It has no value; and why.
        case unset(String)
        /// Its value is known to the builder alone.
        case hidden(String)
    }

    /// The names that BuildKit sets by itself.
    private static let ofThePlatform: Set<String> = [
        "BUILDPLATFORM", "BUILDOS", "BUILDOSVERSION", "BUILDARCH", "BUILDVARIANT",
        "TARGETPLATFORM", "TARGETOS", "TARGETOSVERSION", "TARGETARCH", "TARGETVARIANT",
    ]

    /// The ARGs with defaults, in order; one name may be there twice.
    private(set) var definitions: [Definition] = []
    private var current: [String: Int] = [:]
    private var declared: Set<String> = []

    /// Takes an ARG in: `name` or `name=default`.
    mutating func declare(_ word: TracedText, escape: UInt8) {
        let end = word.bytes.firstIndex(of: UInt8(ascii: "="))
        let name = word[0..<(end ?? word.count)].string
        guard let end else {
            declared.insert(name)
            return
        }
        let raw = word[end + 1..<word.count]
        let value = DockerfileExpander(variables: self, escape: escape).value(of: raw)
        current[name] = definitions.count
        definitions.append(Definition(name: name, raw: raw, value: value))
    }

    /// What a variable is.
    func binding(of name: String) -> Binding {
        if let index = current[name] { return .value(definitions[index].value.named(name, definition: index)) }
        if Self.ofThePlatform.contains(name) { return .hidden("\(name) depends on the platform that is built for") }
        if name == "TARGETSTAGE" { return .hidden("TARGETSTAGE depends on the stage that is built") }
        if declared.contains(name) { return .unset("\(name) has no default") }
        return .unset("no ARG before the first FROM declares \(name)")
    }

    /// The numbers of the ARGs that make the value of a name.
    func definitions(behind name: String) -> Set<Int> {
        guard case .value(let value) = binding(of: name) else { return [] }
        return value.definitions
    }
}
