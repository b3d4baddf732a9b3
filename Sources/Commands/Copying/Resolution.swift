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
