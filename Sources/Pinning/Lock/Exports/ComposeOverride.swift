// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Compose files that replace the image of each service.
///
/// Variables are replaced by what they are in the files beside it: an override fixes the image, not only its digest.
/// See <https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/>.
enum ComposeOverride {
    /// How many services of one file may extend each other in a row.
    private static let maximumExtensions = 32

    static func write(_ sources: [LockExport.Source], to draft: inout LockExportDraft) throws(PinningError) {
        for source in sources where source.kind == .compose { try write(source, to: &draft) }
    }

    private static func write(_ source: LockExport.Source, to draft: inout LockExportDraft) throws(PinningError) {
        var wanted: [Reference: Reference] = [:]
        for found in source.references {
            guard let pinned = draft.pinned(found), found.role == .image else { continue }
            wanted[unpinned(pinned)] = pinned
        }
        var written: Set<Reference> = []
        var override = ValueTree()
        let file = try file(source)
        for service in file.services {
            guard let name = service.key.string, let image = image(of: service.value, in: file),
                // Losing the reason is right: what does not read as a reference was found as unknown.
                let reference = try? Reference(image), let pinned = wanted[unpinned(reference)]
            else { continue }
            written.insert(unpinned(reference))
            override.set(pinned.description, at: ["services", name, "image"])
        }
        for found in source.references {
            guard let reference = found.reference, found.role != .image || !written.contains(unpinned(reference)) else {
                continue
            }
            draft.omit(found, because: reason(found))
        }
        draft.add(override, beside: source)
    }

    private static func unpinned(_ reference: Reference) -> Reference {
        var reference = reference
        if reference.tag != nil { reference.digest = nil }
        return reference
    }

    private static func reason(_ found: FoundReference) -> String {
        switch (found.role, found.editing) {
        case (.from, _), (.copyFrom, _), (.mountFrom, _), (.syntax, _), (.buildContext, _), (.cacheFrom, _):
            "it belongs to a build: export for buildkit too"
        case (.image, .lockOnly(let reason)): reason
        case (.image, _): "it is not the image of a service of this file itself"
        default: "an override cannot replace it alone: pin it in the file"
        }
    }
}

// MARK: Services

extension ComposeOverride {
    private static func file(_ source: LockExport.Source) throws(PinningError) -> ComposeFile {
        let context = source.context
        let scope = ComposeScope(directory: "", trail: []) {
            ComposeEnvironment(files: [context.file(".env")].compactMap { $0 }, parent: nil)
        }
        return try ComposeFile(source.text, scope: scope, directory: "")
    }

    /// The image that a service pulls, also that of one in the same file which it extends.
    ///
    /// The image of a service that is built names the result, which can have no digest.
    private static func image(of service: YAMLNode, in file: ComposeFile) -> String? {
        var image: String?
        var service = service
        for _ in 0..<maximumExtensions {
            guard service.value("build") == nil else { return nil }
            image = image ?? file.interpolated(service.value("image"))
            guard let base = service.value("extends"), base.value("file") == nil,
                let name = file.interpolated(base.scalar == nil ? base.value("service") : base),
                let next = file.service(name)
            else { break }
            service = next
        }
        return image
    }
}
