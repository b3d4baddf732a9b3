// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What the name of a file says of its kind.
enum FileCandidate: Hashable {
    /// The file is of the kind, whatever is in it.
    case known(FileKind)
    /// The file is YAML; the kind is what it is when the content does not say that it is a Kubernetes manifest.
    case manifestOr(FileKind)
    /// The file is YAML of which the name says no more.
    case yaml
    /// The file is a unit of Quadlet if it has one of its sections.
    case unit
    /// The file may be a program, which says in its first line what runs it.
    case program
    /// The file holds no references that are known.
    case none

    /// Judges a name.
    ///
    /// - Parameters:
    ///   - name: The file's name.
    ///   - directory: The absolute path of the directory that it lies in.
    init(name: String, in directory: String) {
        let (stem, suffix) = Self.split(name)
        self =
            switch suffix {
            case "yaml", "yml": Self.yaml(name, stem: stem, in: directory)
            case "json": Self.json(name, stem: stem)
            case "hcl": Self.isBake(stem) ? .known(.bake) : .none
            case "container", "image", "volume": .unit
            case "conf": directory.hasSuffix(".container.d") ? .unit : .none
            case "sh", "bash", "zsh": .known(.shell)
            case "mk": .known(.makefile)
            case "md", "markdown": .known(.markdown)
            case "dockerfile", "Dockerfile", "containerfile", "Containerfile": .known(.dockerfile)
            default: Self.plain(name, hasSuffix: suffix != nil)
            }
    }
}

extension FileCandidate {
    /// The name before the last dot and what follows it; no suffix when there is no dot but the first.
    private static func split(_ name: String) -> (stem: Substring, suffix: String?) {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else {
            return (name[...], nil)
        }
        return (name[..<dot], String(name[name.utf8.index(after: dot)...]))
    }

    private static func yaml(_ name: String, stem: Substring, in directory: String) -> FileCandidate {
        switch name {
        case "kustomization.yaml", "kustomization.yml": return .known(.kustomization)
        case "action.yaml", "action.yml": return .manifestOr(.action)
        default: break
        }
        if isWorkflowDirectory(directory) { return .known(.workflow) }
        if stem == ".gitlab-ci" || stem.hasSuffix(".gitlab-ci") { return .known(.gitlab) }
        if ["compose", "docker-compose", "podman-compose"].contains(where: { begins(stem, with: $0) }) {
            return .manifestOr(.compose)
        }
        if begins(stem, with: "values") || stem.hasSuffix("-values") || stem.hasSuffix(".values") {
            return .manifestOr(.helmValues)
        }
        return .yaml
    }

    private static func json(_ name: String, stem: Substring) -> FileCandidate {
        if name == "devcontainer.json" || name == ".devcontainer.json" { return .known(.devcontainer) }
        return isBake(stem) ? .known(.bake) : .none
    }

    private static func plain(_ name: String, hasSuffix: Bool) -> FileCandidate {
        switch name {
        case "Makefile", "makefile", "GNUmakefile": return .known(.makefile)
        case "Kustomization": return .known(.kustomization)
        default: break
        }
        if ["Dockerfile", "dockerfile", "Containerfile", "containerfile"].contains(where: {
            begins(name[...], with: $0)
        }) {
            return isAboutDockerfiles(name) ? .none : .known(.dockerfile)
        }
        return hasSuffix ? .none : .program
    }

    /// Tells whether a name is a word, or the word and more after a sign that is no letter.
    private static func begins(_ name: Substring, with word: String) -> Bool {
        guard name.hasPrefix(word) else { return false }
        guard let next = name.utf8.dropFirst(word.utf8.count).first else { return true }
        return [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(next)
    }

    private static func isBake(_ stem: Substring) -> Bool {
        begins(stem, with: "docker-bake") || stem.hasSuffix(".bake")
    }

    private static func isWorkflowDirectory(_ directory: String) -> Bool {
        [".github", ".gitea", ".forgejo"].contains { directory.hasSuffix("/\($0)/workflows") }
    }

    /// Tells whether a file beside a Dockerfile has another language: notes, lists of what to ignore, copies of editors.
    private static func isAboutDockerfiles(_ name: String) -> Bool {
        let others = [
            ".md", ".markdown", ".html", ".dockerignore", ".containerignore", ".orig", ".rej", ".bak", ".swp", "~",
            ".json",
            ".yaml", ".yml", ".sh", ".py", ".rb", ".js", ".ts", ".go",
        ]
        return others.contains { name.hasSuffix($0) }
    }
}
