// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import ImageReading
import OCIClient
import OCIModel

/// What one should know of an image before using it.
struct Passport: Sendable {
    /// Whether the layers are read.
    enum Files {
        case read
        case unread
    }

    /// A platform of the index.
    struct PlatformEntry: Sendable {
        let platform: String
        let digest: Digest
    }

    /// The reference as written.
    let reference: String
    /// What it means.
    let root: FetchedManifest
    /// The platforms, in the order of the index.
    let platforms: [PlatformEntry]
    /// How many attestations the index lists.
    let attestations: Int
    /// The image that the rest is about.
    let variant: ImageVariant
    /// Annotations of index and manifest; those of the manifest count where both have one.
    let annotations: [String: String]
    /// What makes a claim about the image: signatures, SBOMs, provenance.
    let company: ImageCompany
    /// The steps of its making with the layers they made.
    let history: LayerHistory
    /// What the layers hold, if they were read.
    let contents: ImageContents?
    /// What is bad practice.
    let practices: [BadPractice]
    /// What the registry remembers of the tag, where the registry can be asked.
    let tagHistory: TagPast?

    /// Asks everything about an image.
    static func issue(
        for image: OpenImage,
        at location: ImageLocation,
        platform: Platform?,
        files: Files,
        progress: TransferProgress
    ) async throws -> Passport {
        let variant = try await image.variant(for: platform)
        var contents: ImageContents?
        if case .read = files {
            contents = try await ImageContents.read(variant, in: image.source, progress: progress)
        }
        let annotations = image.root.manifest.annotations.merging(variant.manifest.manifest.annotations) { $1 }
        let check = PracticeCheck(
            config: variant.config,
            annotations: annotations,
            tree: contents?.tree,
            tag: location.tagForPeople
        )
        return Passport(
            reference: image.name,
            root: image.root,
            platforms: image.children.map { child in
                let isShown = child.digest == variant.manifest.digest
                let platform = isShown ? variant.platform : child.platform
                return PlatformEntry(platform: platform?.description ?? "unknown", digest: child.digest)
            },
            attestations: image.root.manifest.manifests.count(where: \.isAttestation),
            variant: variant,
            annotations: annotations,
            company: try await ImageCompany.find(of: [image.digest, variant.manifest.digest], in: image.source),
            history: LayerHistory(variant.config, layers: variant.manifest.manifest.layers),
            contents: contents,
            practices: check.findings,
            tagHistory: await TagPast.find(location)
        )
    }

    /// A label, or an annotation of the same name, without secrets; annotations count where both have one.
    func label(_ names: String...) -> String? {
        for name in names {
            guard let value = annotations[name] ?? variant.config.execution.labels[name], !value.isEmpty else {
                continue
            }
            return ImageConfig.shown([name: value])[name]
        }
        return nil
    }
}

extension ImageLocation {
    /// The tag that people use for the image; nil when they use its digest.
    fileprivate var tagForPeople: Tag? {
        guard case .registry(let reference) = self else { return nil }
        return reference.digest == nil ? reference.manifestReference.tag : reference.tag
    }
}

extension ManifestReference {
    /// The tag, when this is one.
    fileprivate var tag: Tag? {
        guard case .tag(let tag) = self else { return nil }
        return tag
    }
}
