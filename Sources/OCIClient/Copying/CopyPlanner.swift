// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Finds the manifests that a copy is about, without touching the destination.
struct CopyPlanner {
    let source: any ImageSource
    let options: ImageCopy.Options

    /// What becomes of a manifest that is listed and not there.
    private enum Absence {
        case refused
        case noted
    }

    func plan(_ reference: ManifestReference) async throws -> CopyPlan {
        let found = try await source.manifest(reference)
        let chosen = try await options.platforms.choose(from: found, in: source)
        var plan = try CopyPlan(root: try AnnotationEdit(options.annotations).apply(to: chosen))
        if plan.root.digest != chosen.digest {
            plan.digestBeforeAnnotations = chosen.digest
            // What signs or describes other bytes would say something false of these.
            // The index under a tag that stands in for a list of referrers is none itself.
            plan.leftBehind = try await Self.company(of: chosen.digest, in: source, options)
                .count { $0.tag?.contains(".") ?? true }
            if [.dockerManifest, .dockerManifestList].contains(plan.root.manifest.mediaType) {
                plan.notes.append(
                    "\(chosen.digest) has a type of Docker's, which knows no annotations; programs may pass over them"
                )
            }
        }
        try await addChildren(of: [plan.root], to: &plan, absence: .refused)
        try await addCompany(of: plan.manifests, to: &plan)
        return plan
    }

    /// Reads what indexes list, level by level.
    private func addChildren(
        of tops: [FetchedManifest],
        to plan: inout CopyPlan,
        absence: Absence
    ) async throws {
        var level = tops
        for _ in 0..<ImageCopy.maximumDepth {
            var seen: Set<Digest> = []
            let next = level.flatMap(\.manifest.manifests)
                .filter { !plan.holds($0.digest) && seen.insert($0.digest).inserted }
            guard !next.isEmpty else { return }
            level = try await read(next, for: &plan, absence: absence)
            for manifest in level { try plan.add(manifest) }
        }
        guard level.allSatisfy(\.manifest.manifests.isEmpty) else {
            throw ClientError(.malformed, "the index \(plan.root.digest) of \(source.name) is nested too deep")
        }
    }

    /// Reads manifests that a plan has room for.
    private func read(
        _ descriptors: [Descriptor],
        for plan: inout CopyPlan,
        absence: Absence
    ) async throws -> [FetchedManifest] {
        try plan.requireRoom(for: descriptors)
        let source = source
        let found = try await BoundedTasks.map(descriptors, width: options.concurrency) { descriptor in
            try await Self.read(descriptor, in: source, absence: absence)
        }
        for (descriptor, manifest) in zip(descriptors, found) where manifest == nil {
            plan.notes.append("\(source.name) lists \(descriptor.digest) and does not have it; it is left out")
        }
        return found.compactMap(\.self)
    }

    private static func read(
        _ descriptor: Descriptor,
        in source: any ImageSource,
        absence: Absence
    ) async throws -> FetchedManifest? {
        let manifest: FetchedManifest
        do {
            manifest = try await source.manifest(.digest(descriptor.digest))
        } catch var error as ClientError where error.code == .notFound {
            guard absence == .refused else { return nil }
            error.advice = "The index lists an image that is not there; copy one that is with --platform."
            throw error
        }
        // The room was found for the announced size.
        guard Int64(manifest.manifest.bytes.count) <= descriptor.size else {
            throw ClientError(
                .integrity,
                "the manifest \(descriptor.digest) of \(source.name) is larger than the \(descriptor.size) bytes "
                    + "announced"
            )
        }
        return manifest
    }

    /// Finds referrers and companions of manifests, then those of the referrers, and so on.
    private func addCompany(of manifests: [FetchedManifest], to plan: inout CopyPlan) async throws {
        var subjects = manifests.map(\.digest)
        while !subjects.isEmpty {
            let known = plan
            let (source, options) = (source, options)
            let found = try await BoundedTasks.map(subjects, width: options.concurrency) { subject in
                try await Self.company(of: subject, in: source, options).filter {
                    $0.tag != nil || !known.holds($0.descriptor.digest)
                }
            }
            // Lists may describe the same manifest in several ways.
            var seen: Set<[String]> = []
            let findings = found.joined().filter {
                seen.insert([$0.descriptor.digest.rawValue, $0.tag ?? ""]).inserted
            }
            var digests: Set<Digest> = []
            let wanted = findings.map(\.descriptor).filter { digests.insert($0.digest).inserted }
            let read = try await read(wanted, for: &plan, absence: .noted)
            let byDigest = Dictionary(read.map { ($0.digest, $0) }) { first, _ in first }
            for finding in findings {
                guard let manifest = byDigest[finding.descriptor.digest] else { continue }
                try plan.add(manifest)
                plan.company.append(CopyPlan.Companion(manifest: manifest, tag: finding.tag))
            }
            try await addChildren(of: read, to: &plan, absence: .noted)
            // A companion is no subject: signers do not hang signatures on the list of signatures.
            subjects = findings.filter { $0.tag == nil }.map(\.descriptor.digest)
        }
    }

    private struct Finding: Sendable {
        let descriptor: Descriptor
        let tag: String?
    }

    private static func company(
        of subject: Digest,
        in source: any ImageSource,
        _ options: ImageCopy.Options
    ) async throws -> [Finding] {
        var findings: [Finding] = []
        if options.referrers == .copied {
            findings += try await source.referrers(of: subject).map { Finding(descriptor: $0, tag: nil) }
        }
        guard options.companions == .copied else { return findings }
        for kind in [CompanionTag.Kind.signature, .attestation, .billOfMaterials, .fallbackIndex] {
            // The digests of sha512 are longer than a tag can be, so that nothing can hang on them this way.
            let text = "\(subject.algorithm.rawValue)-\(subject.hex)\(kind.rawValue)"
            guard let tag = try? Tag(text) else { continue }
            do {
                findings.append(Finding(descriptor: try await source.resolve(.tag(tag)), tag: text))
            } catch let error as ClientError where error.code == .notFound {
                continue
            }
        }
        return findings
    }
}
