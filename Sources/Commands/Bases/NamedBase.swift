// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import ImageReading
import OCIClient
import OCIModel
import Registry

/// What an image says of its base.
struct NamedBase: Hashable {
    var name: String?
    var digest: Digest?
    var rung: BaseEvidence.Rung

    /// The name with its digest, as it was built on.
    var text: String { (name ?? "") + (digest.map { "@\($0)" } ?? "") }

    /// The tag to ask for; nil where no name is told, or one that is no reference.
    var tag: Reference? {
        // Losing the reason is right: what is no reference names nothing that could be asked for.
        guard let name, var reference = try? Reference(name).normalized() else { return nil }
        reference.tag = reference.tag ?? .latest
        reference.digest = nil
        return reference
    }

    var evidence: BaseEvidence {
        BaseEvidence(rung, "names \([name, digest?.short].compactMap { $0 }.joined(separator: "@"))")
    }
}

extension NamedBase {
    /// The most attestations and the most statements that are read for one image.
    private static let maximumStatements = 8

    /// The bases that an image names, those to be believed most first: in annotations and labels, what buildpacks left, and
    /// provenance if there is nothing else or it is asked for.
    static func list(of variant: ImageVariant, in image: OpenImage) async throws -> [NamedBase] {
        var found: [NamedBase] = []
        let entry = image.root.manifest.manifests.first { $0.digest == variant.manifest.digest }
        let annotations = [
            variant.manifest.manifest.annotations, entry?.annotations ?? [:], image.root.manifest.annotations,
            variant.config.execution.labels,
        ]
        if let claim = annotations.lazy.compactMap({ ImageNode.BaseClaim(annotations: $0) }).first {
            found.append(NamedBase(name: claim.name, digest: claim.digest, rung: .annotation))
        }
        if let buildpack = buildpack(variant.config.execution.labels) { found.append(buildpack) }
        return found + (try await materials(of: variant, in: image))
    }

    /// The image that buildpacks laid theirs on.
    static func buildpack(_ labels: [String: String]) -> NamedBase? {
        guard let text = labels["io.buildpacks.lifecycle.metadata"],
            // Losing the reason is right: a label that cannot be read names nothing.
            let json = try? JSONValue(parsing: Array(text.utf8)), let run = json["runImage"]
        else { return nil }
        let reference = run["reference"]?.string.flatMap { try? Reference($0) }
        let name = run["image"]?.string ?? json["stack"]?["runImage"]?["image"]?.string
        guard let name = name ?? reference.map({ "\($0)" }) else { return nil }
        return NamedBase(name: name, digest: reference?.digest, rung: .buildpack)
    }

    /// What the attestations of an index say that the image was built with.
    private static func materials(of variant: ImageVariant, in image: OpenImage) async throws -> [NamedBase] {
        let digest = variant.manifest.digest.rawValue
        let entries = image.root.manifest.manifests.filter {
            $0.isAttestation && $0.annotations["vnd.docker.reference.digest"] == digest
        }
        var found: [NamedBase] = []
        for entry in entries.prefix(maximumStatements) {
            let manifest = try await image.source.manifest(.digest(entry.digest)).manifest
            for layer in manifest.layers.prefix(maximumStatements)
            where layer.size <= Int64(BuildMaterial.maximumStatementSize)
                && layer.annotations["in-toto.io/predicate-type"]?.hasPrefix("https://slsa.dev/provenance/") ?? true
            {
                let bytes = try await image.source.bytes(of: layer, limit: BuildMaterial.maximumStatementSize)
                for material in BuildMaterial.list(in: bytes, ofType: layer.mediaType) {
                    found.append(NamedBase(name: material.name, digest: material.digest, rung: .provenance))
                }
            }
        }
        return found
    }
}
