// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
internal import OCIModel
internal import Storage
internal import Trust

extension Registry {
    private static let signaturesTakenOver = "signaturesTakenOver"
    private static let takeoverPage = 200

    /// Logs the signatures that were stored before there were logs, once for a data directory.
    ///
    /// A push of a signature logs it, whoever made it. What came before has to be logged before a decision about its key
    /// is: it would count as later than that, and be dead. It goes on where it was interrupted, and looks again the next
    /// time when a log is damaged.
    func takeOverSignatures() async throws {
        guard try await metadata.read({ try $0.setting(Self.signaturesTakenOver) }) == nil else { return }
        var last: RepositoryName?
        var isWhole = true
        while true {
            let position = last
            let page = try await metadata.read { try $0.repositories(after: position, limit: Self.takeoverPage) }
            for summary in page {
                let isTakenOver = try await unlessDamaged("signatures from before the log", in: summary.name) {
                    try await takeOverReferrers(in: summary.name)
                    try await takeOverCompanions(in: summary.name)
                }
                isWhole = isWhole && isTakenOver
            }
            guard page.count == Self.takeoverPage else { break }
            last = page.last?.name
        }
        guard isWhole else { return }
        try await metadata.write { try $0.putSetting(Self.signaturesTakenOver, "yes") }
    }

    private func takeOverReferrers(in repository: RepositoryName) async throws {
        let types = Set(SignatureArtifact.artifactTypes)
        var last: Digest?
        while true {
            let position = last
            let page = try await metadata.read {
                try $0.manifests(in: repository, after: position, limit: Self.takeoverPage)
            }
            for manifest in page where manifest.subject != nil && manifest.visibility == .everyone {
                guard let type = manifest.artifactType, types.contains(type) else { continue }
                try await takeOver(manifest, under: [], in: repository)
            }
            guard page.count == Self.takeoverPage else { return }
            last = page.last?.digest
        }
    }

    private func takeOverCompanions(in repository: RepositoryName) async throws {
        var last: Tag?
        while true {
            let position = last
            let page = try await metadata.read {
                try $0.tags(in: repository, after: position, limit: Self.takeoverPage)
            }
            for record in page where CompanionTag(record.tag)?.kind == .signature {
                guard let digest = record.digest,
                    let manifest = try await metadata.read({ try $0.manifest(digest, in: repository) })
                else { continue }
                try await takeOver(manifest, under: [record.tag], in: repository)
            }
            guard page.count == Self.takeoverPage else { return }
            last = page.last?.tag
        }
    }

    private func takeOver(_ record: ManifestRecord, under tags: [Tag], in repository: RepositoryName) async throws {
        let rules = policy.rules
        let manifest: Manifest?
        do {
            manifest = try await self.manifest(of: record, in: repository)
        } catch let error as RegistryError where error.code == .manifestInvalid {
            // What cannot be read brings no signatures.
            manifest = nil
        }
        guard let manifest,
            // Who made them is not asked here.
            let arriving = try await arriving(in: manifest, record.digest, under: tags, checkedWith: [])
        else { return }
        let moment = now()
        try await metadata.write { store in
            try SignatureIntake(
                store: store,
                rules: rules,
                repository: repository,
                actor: record.pushedBy,
                now: moment
            ).log(arriving, reason: "it was here before the log")
        }
    }
}
