// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageReading
import OCIClient
import OCIModel

/// What a reference means at this moment.
struct Resolution: Sendable {
    /// The reference as written.
    let reference: String
    /// The reference with its digest.
    let text: String
    /// What it means.
    let descriptor: Descriptor
    /// That tag and digest of the reference disagree.
    let remark: String?
    /// Since when the tag meant it, when the past was asked about.
    var since: Timestamp?

    /// Asks a place what a location means, without reading more than needed.
    static func find(
        _ location: ImageLocation,
        in source: any ImageSource,
        platform: Platform?
    ) async throws -> Resolution {
        let wanted = try await source.wantedReference(of: location)
        var descriptor = try await source.resolve(wanted)
        let remark = try await source.disagreement(in: location)
        if let platform {
            let image = try await OpenImage.open(location, in: source)
            descriptor = try await image.variant(for: platform).manifest.descriptor
        }
        return Resolution(
            reference: location.description,
            text: pinned(location, wanted, to: descriptor.digest),
            descriptor: descriptor,
            remark: remark
        )
    }

    /// Asks a registry what a tag meant in the past.
    static func find(
        _ location: ImageLocation,
        at moment: PastMoment,
        _ history: TagHistoryReading,
        _ access: ImageAccess,
        platform: Platform?
    ) async throws -> Resolution {
        let reference = try tagged(location)
        let entry = try await entry(of: reference, at: moment, history)
        var meant = Reference(host: reference.host, repository: reference.repository, digest: entry.digest)
        let place = ImageLocation.registry(meant)
        let descriptor = try await access.withSource(place) { source -> Descriptor in
            do {
                guard let platform else { return try await source.resolve(.digest(entry.digest)) }
                return try await OpenImage.open(place, in: source).variant(for: platform).manifest.descriptor
            } catch let error as ClientError where error.code == .notFound {
                throw CommandFailure(
                    .registry,
                    "\(location) meant \(entry.digest), which cannot be had any more",
                    cause: error.registryWords.map { .registry($0) } ?? .own(error.message)
                )
            }
        }
        meant.tag = reference.tag
        meant.digest = descriptor.digest
        let remark = reference.digest.flatMap { written in
            written == entry.digest ? nil : "\(location) names another digest than it meant then: \(entry.digest)."
        }
        return Resolution(
            reference: location.description,
            text: meant.description,
            descriptor: descriptor,
            remark: remark,
            since: entry.time
        )
    }

    /// The reference of a tag in a registry; nothing else has a past.
    private static func tagged(_ location: ImageLocation) throws -> Reference {
        guard case .registry(var reference) = location else {
            throw CommandFailure(.usage, "\(location) has no past: only registries keep one")
        }
        if reference.tag == nil, reference.digest == nil { reference.tag = try Tag("latest") }
        guard reference.tag != nil else {
            throw CommandFailure(
                .usage,
                "\(location) names no tag, and a digest always means the same",
                advice: "Write \(reference.repository):TAG."
            )
        }
        return reference
    }

    private static func entry(
        of reference: Reference,
        at moment: PastMoment,
        _ history: TagHistoryReading
    ) async throws -> TagHistoryEntry {
        switch try await history.meaning(of: reference, at: moment) {
        case .meant(let entry):
            return entry
        case .nothing(let moment):
            throw CommandFailure(
                .registry,
                "\(reference) meant nothing at \(moment.text)",
                cause: .own("by the registry's history the tag did not exist then, or was deleted"),
                advice: "`holdfast history \(reference)` tells what it meant, and when."
            )
        case .unknown:
            let host = reference.normalized().host ?? ""
            throw CommandFailure(
                .registry,
                "what \(reference) meant is not known",
                cause: .own("\(host) keeps no history of tags"),
                advice: "Ask a Holdfast that stands in front of it."
            )
        }
    }

    /// The reference as written, with the tag that was meant and the digest.
    private static func pinned(_ location: ImageLocation, _ wanted: ManifestReference, to digest: Digest) -> String {
        guard case .registry(var reference) = location else { return "\(location)@\(digest)" }
        if case .tag(let tag) = wanted { reference.tag = tag }
        reference.digest = digest
        return reference.description
    }

    /// The document `holdfast.resolve/1`.
    static func json(
        _ resolutions: [Resolution],
        _ failures: [(image: ImageLocation, failure: CommandFailure)]
    ) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.resolve/1")
            json.member("references", resolutions) { json, resolution in
                json.member("reference", resolution.reference)
                json.member("resolved", resolution.text)
                json.member("digest", resolution.descriptor.digest.rawValue)
                json.member("mediaType", resolution.descriptor.mediaType.rawValue)
                json.member("size", resolution.descriptor.size)
                if let since = resolution.since { json.member("since", since.rfc3339) }
                if let remark = resolution.remark { json.member("message", remark) }
            }
            json.member("unresolved", failures) { json, failed in
                json.member("reference", failed.image.description)
                json.member("message", failed.failure.message)
            }
        }
        return json.bytes
    }
}
