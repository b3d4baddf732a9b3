// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What the name of a file says of its kind.
enum FileCandidate: Hashable {
    /// The file is of the kind, whatever is in it.
    case known(FileKind)
    /// The file is YAML; the kind is what it is when the content does not say that it is a Kubernetes manifest.
    case manifestOr(FileKind)
    /// The file is YAML; the kind is what it is when the content says nothing else.
    case yamlOr(FileKind)
    /// The file is YAML of which the name says no more.
    case yaml
    /// The file is JSON of which the name says no more: it may be a Kubernetes manifest.
    case json
    /// The file is a Dockerfile if it begins like one, else of the kind, if there is one.
    case dockerfileOr(FileKind?)
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
        let kind: FileCandidate? =
            switch suffix {
            case "yaml", "yml": Self.yaml(name, stem: stem, in: directory)
            case "json": Self.json(name, stem: stem)
            case "hcl": Self.isBake(stem) ? .known(.bake) : Self.none
            case "container", "image", "volume": .unit
            case "conf": directory.hasSuffix(".container.d") ? .unit : Self.none
            case "sh", "bash", "zsh": DockerfileName(name) == nil ? .known(.shell) : .dockerfileOr(.shell)
            case "mk": .known(.makefile)
            case "md", "markdown": .known(.markdown)
            default: nil
            }
        self = kind ?? Self.plain(name, hasSuffix: suffix != nil)
    }

    /// Whether the name alone says that images are named in the file, other than by commands and notes.
    var namesImages: Bool {
        switch self {
        case .known(let kind), .manifestOr(let kind): ![.shell, .makefile, .markdown].contains(kind)
        case .yaml, .yamlOr, .json, .dockerfileOr, .unit, .program, .none: false
        }
    }

    /// Whether the kind is told from the content, so that a file that cannot be read may be none of ours.
    var isGuess: Bool {
        switch self {
        case .yaml, .yamlOr, .json, .dockerfileOr, .program: true
        case .known, .manifestOr, .unit, .none: false
        }
    }
}

extension FileCandidate {
    /// The name before the last dot and what follows it in lower case; no suffix when there is no dot but the first.
    private static func split(_ name: String) -> (stem: Substring, suffix: String?) {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else {
            return (name[...], nil)
        }
        return (name[..<dot], name[name.utf8.index(after: dot)...].lowercased())
    }

    private static func yaml(_ name: String, stem: Substring, in directory: String) -> FileCandidate {
        let stem = stem.lowercased()[...]
        switch stem {
        case "kustomization": return .known(.kustomization)
        case "action": return .manifestOr(.action)
        default: break
        }
        if isWorkflowDirectory(directory) { return .known(.workflow) }
        if stem == ".gitlab-ci" || stem.hasSuffix(".gitlab-ci") { return .known(.gitlab) }
        if isCompose(stem) { return .manifestOr(.compose) }
        if begins(stem, with: "values") || stem.hasSuffix("-values") || stem.hasSuffix(".values") {
            return .manifestOr(.helmValues)
        }
        if stem.contains("gitlab-ci") || (directory + "/").contains("/.gitlab/") { return .yamlOr(.gitlab) }
        return .yaml
    }

    private static func json(_ name: String, stem: Substring) -> FileCandidate {
        if name == "devcontainer.json" || name == ".devcontainer.json" { return .known(.devcontainer) }
        if isBake(stem) { return .known(.bake) }
        return isCompose(stem.lowercased()[...]) ? .manifestOr(.compose) : .json
    }

    private static func plain(_ name: String, hasSuffix: Bool) -> FileCandidate {
        switch name {
        case "Makefile", "makefile", "GNUmakefile": return .known(.makefile)
        case "Kustomization": return .known(.kustomization)
        default: break
        }
        switch DockerfileName(name) {
        case .certain: return .known(.dockerfile)
        case .likely: return .dockerfileOr(nil)
        case .about: return .none
        case nil: return hasSuffix ? .none : .program
        }
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

    private static func isCompose(_ stem: Substring) -> Bool {
        ["compose", "docker-compose", "podman-compose"].contains { begins(stem, with: $0) }
    }

    private static func isWorkflowDirectory(_ directory: String) -> Bool {
        [".github", ".gitea", ".forgejo"].contains { directory.hasSuffix("/\($0)/workflows") }
    }
}
