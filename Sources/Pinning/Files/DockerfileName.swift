// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How much the name of a file says that it is a Dockerfile; the case of letters does not count.
enum DockerfileName {
    /// `Dockerfile`, `Containerfile.dev`, `web.dockerfile`.
    case certain
    /// `Dockerfile.go`, which may be Go, `app_Dockerfile`, `Dockerfile3`: the content decides.
    case likely
    /// `Dockerfile.dockerignore`, `Dockerfile.md`: a file about one.
    case about

    /// Judges a name; nil when it has nothing to do with Dockerfiles.
    init?(_ name: String) {
        var lower = name.lowercased()[...]
        if lower.utf8.first == UInt8(ascii: ".") { lower = lower.dropFirst() }
        let words = ["dockerfile", "containerfile"]
        if let word = words.first(where: { lower.hasPrefix($0) }) {
            let rest = lower.dropFirst(word.count)
            guard let next = rest.utf8.first else {
                self = .certain
                return
            }
            let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
            if Self.notes.contains(where: { rest.hasSuffix($0) }) {
                self = .about
            } else if digits.contains(next) {
                self = .likely
            } else if Self.separators.contains(next) {
                self = Self.languages.contains { rest.hasSuffix($0) } ? .likely : .certain
            } else {
                return nil
            }
        } else if let word = words.first(where: { lower.hasSuffix($0) }) {
            switch lower.utf8.dropLast(word.utf8.count).last {
            case UInt8(ascii: "."): self = .certain
            case UInt8(ascii: "-"), UInt8(ascii: "_"): self = .likely
            default: return nil
            }
        } else {
            return nil
        }
    }

    private static let separators = [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")]

    /// What notes, lists of what to ignore and copies of editors end with.
    private static let notes = [
        ".md", ".markdown", ".html", ".dockerignore", ".containerignore", ".orig", ".rej", ".bak", ".swp", "~",
    ]

    /// What programs end with, which may have a class of that name.
    private static let languages = [
        ".sh", ".py", ".rb", ".js", ".ts", ".go", ".rs", ".cs", ".java", ".kt", ".php", ".swift", ".c", ".h", ".cpp",
        ".txt", ".lua", ".pl", ".ps1", ".tf",
    ]
}

/// Tells whether a file begins like a Dockerfile, where the name leaves it open.
enum DockerfileOutline {
    /// Tells whether the first instruction is `FROM` or `ARG`, or a directive stands before it.
    static func isDockerfile(_ bytes: [UInt8]) -> Bool {
        var rest = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest[line.endIndex...].dropFirst()
            let text = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
            guard let first = text.first else { continue }
            if first == UInt8(ascii: "#") {
                let comment = text.dropFirst().filter { $0 != UInt8(ascii: " ") }
                let directives = ["syntax=", "escape=", "check="]
                if directives.contains(where: { comment.starts(with: $0.utf8) }) { return true }
                continue
            }
            let word = text.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            guard word.count < text.count else { return false }
            return ["from", "arg"].contains(String(decoding: word, as: UTF8.self).lowercased()) && !isImport(text)
        }
        return false
    }

    /// Tells whether a line is Python's `from x import y`.
    private static func isImport(_ line: ArraySlice<UInt8>) -> Bool {
        line.split(separator: UInt8(ascii: " ")).contains { $0.elementsEqual("import".utf8) }
    }
}
