// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What `index.json` of a layout lists.
struct LayoutIndex: Sendable {
    /// A manifest with the names it goes by.
    struct Entry: Sendable {
        let descriptor: Descriptor
        /// The fullest first.
        let names: [String]
    }

    /// The annotation that names a manifest in a layout.
    static let nameAnnotation = "org.opencontainers.image.ref.name"
    /// The annotation by which containerd and Docker name a manifest in full.
    private static let containerdAnnotation = "io.containerd.image.name"

    /// What the file `oci-layout` holds.
    static let versionFile = "{\"imageLayoutVersion\":\"1.0.0\"}"

    let entries: [Entry]

    /// Creates an index of what was found elsewhere.
    init(entries: [Entry]) {
        self.entries = entries
    }

    /// Reads the file.
    ///
    /// - Parameters:
    ///   - bytes: The file, at most ``Manifest/maximumSize`` bytes.
    ///   - place: How messages call the layout.
    /// - Throws: ``ClientError`` with `malformed`.
    init(_ bytes: [UInt8], of place: String) throws {
        do throws(ManifestError) {
            self.entries = try Manifest(bytes, declared: .imageIndex).manifests.map { descriptor in
                let names = [Self.containerdAnnotation, Self.nameAnnotation].compactMap { descriptor.annotations[$0] }
                return Entry(descriptor: descriptor, names: names.filter { !$0.isEmpty })
            }
        } catch {
            throw ClientError(.malformed, "index.json of \(place) cannot be read: \(error)")
        }
    }

    /// The names, each once and sorted.
    var names: [String] { Set(entries.flatMap(\.names)).sorted() }

    /// Finds the manifest that a name means.
    ///
    /// - Throws: ``ClientError`` with `notFound`, or with `malformed` when the name means several.
    func entry(named wanted: String, of place: String) throws -> Entry {
        let found = ImageName.matches(wanted, in: entries, names: \.names)
        guard let first = found.first else {
            throw ClientError(.notFound, "\(place) has no image named \(wanted)", advice: advice)
        }
        guard found.allSatisfy({ $0.descriptor.digest == first.descriptor.digest }) else {
            let choices = found.map { entry in
                entry.names.first.flatMap { $0 == wanted ? nil : $0 } ?? "@\(entry.descriptor.digest)"
            }
            throw ClientError(
                .malformed,
                "\(wanted) names \(found.count) images in \(place)",
                advice: "Name one of them in full: \(ImageName.list(choices.sorted()))"
            )
        }
        return first
    }

    /// The manifest of a digest, if it is listed.
    func entry(_ digest: Digest) -> Entry? {
        entries.first { $0.descriptor.digest == digest }
    }

    private var advice: String {
        names.isEmpty ? "Leave the name out: nothing in it is named." : "It has \(ImageName.list(names))."
    }
}
