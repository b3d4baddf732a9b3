// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIClient
public import OCIModel

extension ImageSource {
    /// What a location means in this place: its digest, else its tag, else what the place takes for granted.
    ///
    /// - Throws: `ClientError` with `unsupported` when the place has several images and none is named.
    public func wantedReference(of location: ImageLocation) async throws -> ManifestReference {
        if case .registry(let reference) = location {
            if let digest = reference.digest { return .digest(digest) }
            if let tag = reference.tag { return .tag(tag) }
        }
        if let reference = try await defaultReference { return reference }
        throw ClientError(.unsupported, "\(name) holds more than one image", advice: "Name one of them.")
    }

    /// What to say when a location names tag and digest, and the tag means something else.
    ///
    /// That the tag cannot be asked for is no disagreement: the digest is what is wanted.
    public func disagreement(in location: ImageLocation) async throws -> String? {
        guard case .registry(let reference) = location, let tag = reference.tag, let digest = reference.digest else {
            return nil
        }
        do {
            let current = try await resolve(.tag(tag))
            guard current.digest != digest else { return nil }
            return "\(name):\(tag) means \(current.digest) now, not \(digest), which is used."
        } catch let error as ClientError where error.code == .notFound {
            return "\(name) has no tag \(tag) any more; \(digest) is used."
        }
    }
}
