// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import OCIClient
internal import OCIModel
internal import Storage

/// How much an upstream is still asked about one promotion.
struct UpstreamCompanyBudget {
    /// The manifests that may still be asked about.
    var subjects = 50
    /// The manifests that may still be fetched.
    var manifests = 100
    /// Whether the upstream is not to be asked any more.
    var isSpent = false
}

extension Registry {
    /// The most bytes of all that one manifest points to.
    private static let maximumCompanyBytes: Int64 = 64 << 20

    /// Fetches what refers to a manifest of an upstream's repository, and the tags that signers derived from its digest,
    /// so that they come along: nobody has pulled them yet, maybe.
    ///
    /// - Parameters:
    ///   - subject: The manifest.
    ///   - place: Where it comes from.
    ///   - caller: Who promotes it.
    ///   - budget: How much is still asked.
    /// - Returns: What was not looked for, or does not come, and why.
    /// - Throws: ``StoreError`` when a store fails; never because of the upstream.
    func fetchCompany(
        of subject: Digest,
        at place: UpstreamPlace,
        by caller: Caller,
        within budget: inout UpstreamCompanyBudget
    ) async throws -> [String] {
        guard !budget.isSpent else { return [] }
        guard budget.subjects > 0 else {
            budget.isSpent = true
            return [
                "signatures of \(subject) and others were not looked for at \(place.upstream.name): they are too many"
            ]
        }
        budget.subjects -= 1
        var notes: [String] = []
        let name = "what refers to \(place.repository)@\(subject)"
        var references: [ManifestReference]
        do {
            references = try await asking(place, about: name) { try await $0.referrers(of: subject) }
                .map { .digest($0.digest) }
        } catch let error as RegistryError {
            budget.isSpent = true
            return ["\(name) was not looked for at \(place.upstream.name): \(error.message)"]
        }
        references += CompanionTag.carried.compactMap { kind in Tag.companion(kind, of: subject).map { .tag($0) } }
        for reference in references {
            do {
                try await fetchWhole(reference, at: place, by: caller, within: &budget)
            } catch let error as RegistryError where error.code == .manifestUnknown && error.hold == nil {
                // Most images have no signature of most kinds.
                if case .tag = reference { continue }
                notes.append("\(reference) was left behind: \(error.message)")
            } catch let error as RegistryError {
                notes.append("\(reference) was left behind: \(error.message)")
            }
        }
        return notes
    }

    private func fetchWhole(
        _ reference: ManifestReference,
        at place: UpstreamPlace,
        by caller: Caller,
        within budget: inout UpstreamCompanyBudget
    ) async throws {
        var waiting = [reference]
        while let next = waiting.popLast() {
            guard budget.manifests > 0 else {
                throw RegistryError(
                    .tooLarge,
                    "\(place.upstream.name) has more signatures of it than are fetched at once"
                )
            }
            let stored = try await manifest(next, at: place, for: .content, by: caller).manifest
            budget.manifests -= 1
            let manifest: Manifest
            do throws(ManifestError) {
                manifest = try Manifest(Array(stored.bytes.readableBytesView), declared: stored.mediaType)
            } catch {
                throw RegistryError(.manifestInvalid, "\(stored.digest) cannot be read as a manifest: \(error)")
            }
            let blobs = manifest.blobs.filter(\.mustBePresent)
            let bytes = blobs.reduce(Int64(0)) { $0.addingReportingOverflow($1.size).partialValue }
            guard bytes >= 0, bytes <= Self.maximumCompanyBytes else {
                throw RegistryError(.tooLarge, "it has more than \(Self.maximumCompanyBytes >> 20) MiB")
            }
            for blob in blobs { try await fill(blob, at: place) }
            waiting += manifest.manifests.filter { !$0.hasURLs }.map { .digest($0.digest) }
        }
    }
}

extension CompanionTag {
    /// The kinds of tags that come along with an image.
    static let carried: [Kind] = Kind.signers + [.fallbackIndex]
}
