// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Podman's units: `.container`, `.image` and `.volume` files.
///
/// Of a key that is repeated the last counts. Names of other units (`Image=web.image`, `Image=web.build`) are no
/// references, nor are images that lie in files (`Image=oci:/srv/image`).
struct QuadletFormat: FileFormat {
    /// The sections whose `Image=` is an image, and what for.
    private static let sections: [(name: String, role: ReferenceRole)] = [
        ("Container", .image), ("Image", .image), ("Volume", .volumeImage),
    ]
    /// What stands before the names of images that no registry has.
    private static let otherTransports = [
        "containers-storage:", "dir:", "docker-archive:", "docker-daemon:", "oci:", "oci-archive:", "ostree:", "sif:",
    ]

    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        let unit = try UnitFile(text)
        var found: [FoundReference] = []
        for section in Self.sections {
            guard let value = unit.values("Image", in: section.name).last else { continue }
            found += [reference(Self.unquoted(value), of: value, in: text, role: section.role)].compactMap(\.self)
        }
        // An empty assignment takes back those before it.
        for value in unit.values("Mount", in: "Container").split(whereSeparator: \.bytes.isEmpty).last ?? [] {
            let fields = CommaFields(value, in: Self.unquoted(value))
            guard let image = fields.mountedImage else { continue }
            found += [reference(image, of: value, in: text, role: .volumeImage)].compactMap(\.self)
        }
        return found.sorted { $0.span.lowerBound < $1.span.lowerBound }
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        try UnitFile(text).elements
    }

    private func reference(
        _ range: Range<Int>,
        of value: SpelledText,
        in file: SourceText,
        role: ReferenceRole
    ) -> FoundReference? {
        var range = value.trimmed(range)
        let name = String(decoding: value.bytes[range], as: UTF8.self)
        guard !name.hasSuffix(".image"), !name.hasSuffix(".build"),
            !Self.otherTransports.contains(where: name.hasPrefix)
        else { return nil }
        let transport = "docker://"
        if name.hasPrefix(transport) { range.removeFirst(transport.utf8.count) }
        let mystery: String? =
            name.contains("%") || name.contains("$") ? "systemd replaces its variables where the unit runs" : nil
        return FoundReference.spelled(range, of: value, in: file, role: role, unknown: mystery)
    }

    /// The value without double quotes around all of it.
    private static func unquoted(_ value: SpelledText) -> Range<Int> {
        let quote = UInt8(ascii: "\"")
        let all = value.bytes.indices
        guard all.count > 1, value.bytes.first == quote, value.bytes.last == quote else { return all }
        return 1..<all.count - 1
    }
}
