// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Synchronization
internal import Trust

/// The signatures that manifests bring and who made them: neither ever changes, so that each is checked once with a key.
///
/// They are kept by the manifest, whose digest covers the signature, what it signs and what it says; the bytes of a
/// signature alone could stand over another text. How keys stand is not kept: the log is asked each time.
final class SignatureCache: Sendable {
    private struct Checked: Sendable {
        /// The keys that the signatures were checked with.
        let keys: [VerificationKey]
        let signatures: [SeenSignature]
    }

    /// At most 16 MiB; the signatures of the largest manifest that is read fit.
    private let artifacts = GenerationalCache<Digest, Checked>(generationCost: 8 << 20)
    private let made = Atomic<Int64>(0)

    /// How many times a signature was checked with a key.
    var checks: Int64 { made.load(ordering: .relaxed) }

    /// The signatures of a manifest, if they were checked with these keys before.
    func signatures(in artifact: Digest, checkedWith keys: [VerificationKey]) -> [SeenSignature]? {
        guard let known = artifacts.value(for: artifact), known.keys == keys else { return nil }
        return known.signatures
    }

    /// Finds out which of some keys made signatures.
    func check(_ found: [FoundSignature], with keys: [VerificationKey]) -> [SeenSignature] {
        found.map { signature in
            if case .key = signature.check { made.add(Int64(keys.count), ordering: .relaxed) }
            let seen = SeenSignature(signature, firstSeen: nil, checkedWith: keys)
            return SeenSignature(signature.checked, firstSeen: nil, makers: seen.makers ?? [])
        }
    }

    /// Keeps the signatures of a manifest.
    func keep(_ signatures: [SeenSignature], in artifact: Digest, checkedWith keys: [VerificationKey]) {
        artifacts.keep(
            Checked(keys: keys, signatures: signatures),
            for: artifact,
            cost: signatures.reduce(256) { $0 + $1.size },
            ticket: artifacts.ticket()
        )
    }
}

extension SeenSignature {
    /// About how many bytes it takes in memory.
    fileprivate var size: Int {
        let name = signature.reference.map { $0.description.utf8.count } ?? 0
        let type: Int
        switch signature.format {
        case .bundle(let predicateType): type = predicateType.utf8.count
        case .simpleSigning, .notation: type = 0
        }
        return 512 + name + type + (makers?.count ?? 0) * 128
    }
}
