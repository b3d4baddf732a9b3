// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Whether a file may hold references at all, told from its bytes alone: most YAML need not be taken apart.
enum ReferenceOutlook {
    /// Tells whether references may be found; where it is not certain that there are none, they may.
    static func mayHoldReferences(_ kind: FileKind, _ bytes: [UInt8], options: TreeScan.Options) -> Bool {
        switch kind {
        case .kubernetes:
            // Crossplane's packages are images by another name.
            !options.fields.isEmpty || !options.variables.isEmpty || mentionsImages(bytes)
                || ByteSearch.containsKey("package", in: bytes)
        case .helmValues:
            mentionsImages(bytes) || ByteSearch.containsIgnoringCase("repository", in: bytes)
        case .workflow:
            mentionsImages(bytes) || ByteSearch.contains("docker:", in: bytes)
                || ByteSearch.contains("container", in: bytes)
        case .action: mentionsImages(bytes) || ByteSearch.contains("docker:", in: bytes)
        case .dockerfile, .compose, .kustomization, .gitlab, .devcontainer, .bake, .quadlet, .shell, .makefile,
            .markdown,
            .environment:
            true
        }
    }

    /// Tells whether the word occurs, or could in a text with escapes.
    static func mentionsImages(_ bytes: [UInt8]) -> Bool {
        let escapes: [StaticString] = ["\\x", "\\u", "\\U"]
        return ByteSearch.containsIgnoringCase("image", in: bytes)
            || escapes.contains { ByteSearch.contains($0, in: bytes) }
    }
}
