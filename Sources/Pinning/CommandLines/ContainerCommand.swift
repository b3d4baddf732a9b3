// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What a command that runs, creates or pulls says of images.
struct ContainerCommand: Sendable {
    /// A place in the command where an image is named, or could be.
    struct Image: Sendable {
        var word: ShellWord
        /// Why it cannot be told what is meant.
        var mystery: String?
    }

    /// What a command does with images.
    enum Verb: String {
        case run
        case create
        case pull
        case build
        case tag
        case commit

        /// Tells whether the command gives names to images; else it needs one that is there.
        var isNaming: Bool { [.build, .tag, .commit].contains(self) }
    }

    /// Says why an image is not known that a variable stands in.
    static let variable = "a variable of the command stands in it"

    private let program: ContainerProgram
    var images: [Image] = []
    /// The names that the command gives to images.
    var names: [String] = []
    /// The platform that is asked for.
    private(set) var platform: Platform?

    /// Reads the words behind the name of a program.
    init(_ program: ContainerProgram, _ words: ArraySlice<ShellWord>) {
        self.program = program
        var rest = words
        guard let verb = takeVerb(&rest) else { return }
        verb.isNaming ? readNames(rest, of: verb) : readOperands(rest, of: verb)
    }

    private mutating func takeVerb(_ rest: inout ArraySlice<ShellWord>) -> Verb? {
        while let word = rest.first, word.text.bytes.first == UInt8(ascii: "-") {
            let option = word.text.string
            rest = rest.dropFirst()
            if option.contains("=") || ContainerProgram.globalFlags.contains(option) { continue }
            guard program.globalOptions.contains(option) else {
                // What follows is its value or the verb; only a verb that is really there is worth a word.
                let verbs = rest.prefix(2).map { $0.text.string }
                guard verbs.contains(where: { Verb(rawValue: $0)?.isNaming == false }) else { return nil }
                images = [Image(word: word, mystery: "the option \(option) is not known")]
                return nil
            }
            rest = rest.dropFirst()
        }
        guard let word = rest.popFirst(), !word.isVariable else { return nil }
        switch word.text.string {
        case "container":
            return Self.verb(&rest, among: [.run, .create, .commit])
        case "image":
            return Self.verb(&rest, among: [.pull, .build, .tag])
        case "builder", "buildx":
            return Self.verb(&rest, among: [.build])
        case let verb:
            return Verb(rawValue: verb)
        }
    }

    private static func verb(_ rest: inout ArraySlice<ShellWord>, among verbs: [Verb]) -> Verb? {
        rest.popFirst().flatMap { Verb(rawValue: $0.text.string) }.flatMap { verbs.contains($0) ? $0 : nil }
    }

    private mutating func readOperands(_ words: ArraySlice<ShellWord>, of verb: Verb) {
        var rest = words
        while let word = rest.popFirst() {
            guard word.text.bytes.first == UInt8(ascii: "-"), word.text.count > 1 else {
                return readImages([word] + rest, of: verb)
            }
            let option = word.text.string
            if option == "--" { return readImages(Array(rest), of: verb) }
            switch Self.need(of: option, verb) {
            case .nothing:
                // The directory of a file system is no image.
                if option == "--rootfs" { return }
                if option.hasPrefix("--mount=") { readMount(word, from: "--mount=".utf8.count) }
                if option.hasPrefix("--platform=") { platform = Platform(option.dropFirst("--platform=".count)) }
            case .value:
                let value = rest.popFirst()
                if option == "--mount", let value { readMount(value, from: 0) }
                if option == "--platform" { platform = value.flatMap { Platform($0.text.string) } }
            case .unknown:
                images.append(Image(word: word, mystery: "the option \(option) is not known"))
                return
            }
        }
    }

    private mutating func readImages(_ words: [ShellWord], of verb: Verb) {
        // The rest of the words are the container's command, but for podman, which pulls several images at once.
        let count = verb == .pull && program == .podman ? words.count : 1
        for word in words.prefix(count) where !Self.isPlaceholder(word) {
            guard !word.isVariable else {
                images.append(Image(word: word, mystery: Self.variable))
                continue
            }
            var image = word
            if program != .docker {
                let text = word.text.string
                if Self.transports.contains(where: text.hasPrefix) { continue }
                if text.hasPrefix(Self.registry) { image.text = word.text[Self.registry.utf8.count..<word.text.count] }
            }
            images.append(Image(word: image))
        }
    }

    /// What may stand before an image in a registry.
    private static let registry = "docker://"

    /// What stands before images that lie elsewhere.
    private static let transports = [
        "containers-storage:", "dir:", "docker-archive:", "docker-daemon:", "oci-archive:", "oci:", "sif:",
    ]

    /// Tells whether a word stands for one that readers are to put in its place: `IMAGE`, `[OPTIONS]`, `...`.
    private static func isPlaceholder(_ word: ShellWord) -> Bool {
        let bytes = word.text.bytes
        return bytes.contains { "[]<>".utf8.contains($0) } || bytes.allSatisfy { $0 == UInt8(ascii: ".") }
            || bytes.allSatisfy { (0x41...0x5a).contains($0) || "_-".utf8.contains($0) }
            || word.text.string == "\u{2026}"
    }
}

extension ContainerCommand {
    private enum Need {
        case nothing
        case value
        case unknown
    }

    /// What an option needs behind it.
    private static func need(of option: String, _ verb: Verb) -> Need {
        if option.hasPrefix("--") {
            if option.utf8.contains(UInt8(ascii: "=")) || ContainerProgram.flags.contains(option) { return .nothing }
            return ContainerProgram.options.contains(option) ? .value : .unknown
        }
        // Letters stand together; the first that takes a value takes what is left.
        var letters = option.utf8.dropFirst()
        while let letter = letters.popFirst() {
            if letters.first == UInt8(ascii: "=") { return .nothing }
            if ContainerProgram.letters.flags.contains(letter) || verb == .pull && letter == UInt8(ascii: "a") {
                continue
            }
            guard ContainerProgram.letters.options.contains(letter) else { return .unknown }
            return letters.isEmpty ? .value : .nothing
        }
        return .nothing
    }
}
