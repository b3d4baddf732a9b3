// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Development containers: `devcontainer.json`.
struct DevcontainerFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        let root = try JSONCReader.read(text)
        var found: [FoundReference] = []
        for member in root.members {
            switch member.key.value {
            case "image": found += reference(member.value.text, in: text, role: .image)
            case "build":
                for texts in member.value.values("cacheFrom").map(\.texts) {
                    found += texts.flatMap { cacheReferences($0, in: text) }
                }
            case "features":
                found += member.value.members.compactMap { feature($0.key, in: text) }
            case "mounts":
                found += member.value.elements.compactMap { mountedImage($0, in: text) }
            default: break
            }
        }
        return found.sorted { $0.span.lowerBound < $1.span.lowerBound }
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        var elements: [StructureElement] = []
        try JSONCReader.read(text).describe(in: text.bytes, to: &elements)
        return elements
    }
}

extension DevcontainerFormat {
    private func reference(_ text: SpelledText?, in file: SourceText, role: ReferenceRole) -> [FoundReference] {
        guard let text else { return [] }
        return [found(text.bytes.indices, of: text, in: file, role: role)].compactMap(\.self)
    }

    private func cacheReferences(_ text: SpelledText, in file: SourceText) -> [FoundReference] {
        CommaFields(text, in: text.bytes.indices).cacheReferences.compactMap {
            found($0, of: text, in: file, role: .cacheFrom)
        }
    }

    /// The image that a mount is made of: a text of fields, or an object.
    private func mountedImage(_ mount: JSONCNode, in file: SourceText) -> FoundReference? {
        if let text = mount.text {
            return CommaFields(text, in: text.bytes.indices).mountedImage.flatMap {
                found($0, of: text, in: file, role: .volumeImage)
            }
        }
        guard mount.values("type").last?.text?.value == "image",
            let source = (mount.values("source") + mount.values("src")).last?.text
        else { return nil }
        return found(source.bytes.indices, of: source, in: file, role: .volumeImage)
    }

    /// The feature that a key names; nil for those that are directories, downloads or of the time before registries.
    private func feature(_ key: SpelledText, in file: SourceText) -> FoundReference? {
        let name = key.value
        guard !name.hasPrefix("."), !name.hasPrefix("/"), !name.contains("://"),
            let slash = name.firstIndex(of: "/"),
            name[..<slash].contains(".") || name.hasPrefix("localhost") || name.contains("${"),
            var feature = found(key.bytes.indices, of: key, in: file, role: .feature)
        else { return nil }
        if feature.reference == nil, !name.contains("${") {
            // The tools read the names of features without regard to case, of which a digest would lose nothing.
            feature.meaning = FoundReference.Meaning(name.lowercased().utf8)
            if feature.reference != nil, key.source(of: key.trimmed(key.bytes.indices)) != nil {
                feature.editing = .inPlace
            }
        }
        if feature.reference?.tag != nil {
            feature.editing = .lockOnly("the name of a feature may hold a tag or a digest, not both")
        }
        return feature
    }

    private func found(
        _ range: Range<Int>,
        of text: SpelledText,
        in file: SourceText,
        role: ReferenceRole
    ) -> FoundReference? {
        let hasVariables = text.bytes[range].indices.contains { text.bytes[$0...].starts(with: "${".utf8) }
        return FoundReference.spelled(
            range,
            of: text,
            in: file,
            role: role,
            unknown: hasVariables ? "its variables have their values where the container is started" : nil
        )
    }
}
