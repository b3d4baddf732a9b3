// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Finds out what kind a file is, from its content, where the name leaves it open.
enum FileKindDetector {
    /// How many bytes of a program are looked at for what runs it.
    static let firstLineLength = 128

    /// The kind of a file; nil when it holds no references that are known.
    static func kind(of candidate: FileCandidate, bytes: [UInt8]) -> FileKind? {
        switch candidate {
        case .known(let kind): kind
        case .manifestOr(let kind): isManifest(bytes) ? .kubernetes : kind
        case .yamlOr(let kind): unnamedKind(of: bytes) ?? kind
        case .yaml: unnamedKind(of: bytes)
        case .json: mayBeManifest(bytes[...]) && hasManifestKeys(bytes) ? .kubernetes : nil
        case .dockerfileOr(let kind): DockerfileOutline.isDockerfile(bytes) ? .dockerfile : kind
        case .unit: isUnit(bytes) ? .quadlet : nil
        case .program: isShellProgram(bytes[...]) ? .shell : nil
        case .none: nil
        }
    }

    /// Tells whether the first line says that a shell runs the file.
    static func isShellProgram(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.starts(with: "#!".utf8) else { return false }
        let line = bytes.dropFirst(2).prefix(firstLineLength).prefix { $0 != UInt8(ascii: "\n") }
        let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
        return words.prefix(3).contains { word in
            let name = word.split(separator: UInt8(ascii: "/")).last ?? []
            return ["sh", "bash", "dash", "ash", "zsh", "ksh"].contains(String(decoding: name, as: UTF8.self))
        }
    }

    private static func unnamedKind(of bytes: [UInt8]) -> FileKind? {
        if isManifest(bytes) { return .kubernetes }
        if ComposeOutline.isCompose(bytes) { return .compose }
        if PipelineOutline.hasInputs(bytes) { return .gitlab }
        // Manifests may be indented, or in the manner of JSON; their reader looks closer.
        return hasManifestKeys(bytes) ? .kubernetes : nil
    }

    /// How many bytes of JSON are looked at for the keys of a manifest.
    static let headerLength = 4 << 10

    /// Tells whether JSON may be a manifest: one of its keys stands near the beginning.
    static func mayBeManifest(_ bytes: ArraySlice<UInt8>) -> Bool {
        let header = Array(bytes.prefix(headerLength))
        return ByteSearch.containsKey("apiVersion", in: header) || ByteSearch.containsKey("kind", in: header)
    }

    private static func hasManifestKeys(_ bytes: [UInt8]) -> Bool {
        let keys: [StaticString] = ["apiVersion", "kind"]
        return keys.allSatisfy { ByteSearch.containsKey($0, in: bytes) }
    }

    /// Tells whether lines begin with the keys that every Kubernetes manifest has.
    private static func isManifest(_ bytes: [UInt8]) -> Bool {
        let keys: [StaticString] = ["apiVersion:", "kind:"]
        return keys.allSatisfy { ByteSearch.beginsLine($0, in: bytes) }
    }

    private static func isUnit(_ bytes: [UInt8]) -> Bool {
        let sections: [StaticString] = ["[Container]", "[Image]", "[Volume]"]
        return sections.contains { ByteSearch.beginsLine($0, in: bytes) }
    }
}
