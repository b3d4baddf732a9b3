// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage

/// The registry's tags, not those of the testing library.
typealias Tag = OCIModel.Tag

/// The digest with this number; its order among others is that of its hash.
func digest(_ number: Int, algorithm: Digest.Algorithm = .sha256) -> Digest {
    Digest(of: Array(String(number).utf8), algorithm: algorithm)
}

/// The digests with these numbers, in their order.
func digests(_ numbers: ClosedRange<Int>) -> [Digest] {
    numbers.map { digest($0) }.sorted()
}

/// A moment so many microseconds after some moment.
func moment(_ number: Int64) -> Timestamp {
    Timestamp(microseconds: 1_700_000_000_000_000 + number)
}

func blobRecord(_ number: Int, size: Int64 = 10, at time: Int64 = 0) -> BlobRecord {
    BlobRecord(digest: digest(number), size: size, linkedAt: moment(time))
}

func manifestRecord(
    _ number: Int,
    artifactType: String? = nil,
    subject: Digest? = nil,
    visibility: ManifestRecord.Visibility = .everyone
) -> ManifestRecord {
    ManifestRecord(
        digest: digest(number),
        mediaType: .imageManifest,
        artifactType: artifactType,
        size: 500,
        subject: subject,
        visibility: visibility,
        pushedBy: "ann",
        pushedAt: moment(0)
    )
}

func holdRecord(
    of tag: Tag,
    in repository: RepositoryName,
    from: Digest? = digest(1),
    to: Digest = digest(2),
    state: HoldRecord.State = .open
) -> HoldRecord {
    HoldRecord(
        id: 0,
        repository: repository,
        tag: tag,
        from: from,
        to: to,
        state: state,
        rule: "rule 1",
        offeredBy: "ci",
        offeredFrom: "192.0.2.7",
        offeredAt: moment(0)
    )
}

func tokenRecord(_ id: String, at time: Int64 = 0) -> TokenRecord {
    TokenRecord(
        id: id,
        name: "ci",
        secretHash: "0f",
        repositories: ["ci/**", "team/app"],
        rights: ["pull", "push"],
        createdAt: moment(time),
        expiresAt: moment(1_000)
    )
}

extension MetadataWriter {
    /// Appends an event with what most tests do not look at.
    @discardableResult
    func append(
        _ kind: EventRecord.Kind,
        _ tag: Tag,
        in repository: RepositoryName,
        digest: Digest = digest(1),
        previous: Digest? = nil,
        at time: Timestamp = moment(0)
    ) throws -> EventRecord {
        try append(
            kind,
            of: tag,
            in: repository,
            digest: digest,
            previous: previous,
            actor: "ann",
            reason: nil,
            hold: nil,
            at: time
        )
    }
}
