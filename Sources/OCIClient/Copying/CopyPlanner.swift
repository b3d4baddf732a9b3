// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Finds the manifests that a copy is about, without touching the destination.
struct CopyPlanner {
    let source: any ImageSource
    let options: ImageCopy.Options

    func plan(_ reference: ManifestReference) async throws -> CopyPlan {
        let found = try await source.manifest(reference)
        var plan = try CopyPlan(root: try await options.platforms.choose(from: found, in: source))
        try await addChildren(of: [plan.root], to: &plan)
        try await addCompany(of: plan.manifests, to: &plan)
        return plan
    }

    /// Reads what indexes list, level by level.
    private func addChildren(of tops: [FetchedManifest], to plan: inout CopyPlan) async throws {
        var level = tops
        for _ in 0..<ImageCopy.maximumDepth {
            var seen: Set<Digest> = []
            let next = level.flatMap(\.manifest.manifests).map(\.digest)
                .filter { !plan.holds($0) && seen.insert($0).inserted }
            guard !next.isEmpty else { return }
            level = try await read(next)
            for manifest in level { try plan.add(manifest) }
        }
        guard level.allSatisfy(\.manifest.manifests.isEmpty) else {
            throw ClientError(.malformed, "the index \(plan.root.digest) of \(source.name) is nested too deep")
        }
    }

    private func read(_ digests: [Digest]) async throws -> [FetchedManifest] {
        let source = source
        return try await BoundedTasks.map(digests, width: options.concurrency) { digest in
            do {
                return try await source.manifest(.digest(digest))
            } catch var error as ClientError where error.code == .notFound {
                error.advice = "The index lists an image that is not there; copy one that is with --platform."
                throw error
            }
        }
    }

    /// Finds referrers and companions of manifests, then those of the referrers, and so on.
    private func addCompany(of manifests: [FetchedManifest], to plan: inout CopyPlan) async throws {
        var subjects = manifests.map(\.digest)
        while !subjects.isEmpty {
            let known = plan
            let (source, options) = (source, options)
            let found = try await BoundedTasks.map(subjects, width: options.concurrency) { subject in
                try await Self.company(of: subject, in: source, options).filter {
                    $0.tag != nil || !known.holds($0.digest)
                }
            }
            var seen: Set<Finding> = []
            let findings = found.joined().filter { seen.insert($0).inserted }
            var digests: Set<Digest> = []
            let read = try await read(findings.map(\.digest).filter { digests.insert($0).inserted })
            let byDigest = Dictionary(read.map { ($0.digest, $0) }) { first, _ in first }
            for finding in findings {
                guard let manifest = byDigest[finding.digest] else { continue }
                try plan.add(manifest)
                plan.company.append(CopyPlan.Companion(manifest: manifest, tag: finding.tag))
            }
            try await addChildren(of: read, to: &plan)
            // A companion is no subject: signers do not hang signatures on the list of signatures.
            subjects = findings.filter { $0.tag == nil }.map(\.digest)
        }
    }

    private struct Finding: Hashable, Sendable {
        let digest: Digest
        let tag: String?
    }

    private static func company(
        of subject: Digest,
        in source: any ImageSource,
        _ options: ImageCopy.Options
    ) async throws -> [Finding] {
        var findings: [Finding] = []
        if options.referrers == .copied {
            findings += try await source.referrers(of: subject).map { Finding(digest: $0.digest, tag: nil) }
        }
        guard options.companions == .copied else { return findings }
        for kind in [CompanionTag.Kind.signature, .attestation, .billOfMaterials, .fallbackIndex] {
            // The digests of sha512 are longer than a tag can be, so that nothing can hang on them this way.
            let text = "\(subject.algorithm.rawValue)-\(subject.hex)\(kind.rawValue)"
            guard let tag = try? Tag(text) else { continue }
            do {
                findings.append(Finding(digest: try await source.resolve(.tag(tag)).digest, tag: text))
            } catch let error as ClientError where error.code == .notFound {
                continue
            }
        }
        return findings
    }
}
