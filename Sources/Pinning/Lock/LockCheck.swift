// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What files and a lock say differently, found without asking anybody.
public struct LockCheck: Sendable {
    /// One difference.
    public enum Finding: Hashable, Sendable {
        /// A file refers to what the lock does not hold.
        case missing(FoundReference, Reference)
        /// A file pins another digest than the lock.
        case disagreeing(FoundReference, Digest, LockFile.Entry)
        /// The lock holds what no file refers to.
        case superfluous(LockFile.Entry)
    }

    /// The differences: those of files in the order they were given, then those of the lock.
    public let findings: [Finding]
    /// The references that the lock cannot hold, as files do not say what they mean; no difference.
    public let unknown: [FoundReference]

    /// Compares.
    ///
    /// - Parameters:
    ///   - lock: The lock.
    ///   - found: Every reference of the tree.
    public init(of lock: LockFile, against found: [FoundReference]) {
        var findings: [Finding] = []
        var used: Set<Reference> = []
        for place in found {
            guard let reference = place.reference else { continue }
            guard let entry = lock.entry(for: reference) else {
                findings.append(.missing(place, LockFile.key(of: reference)))
                continue
            }
            used.insert(entry.reference)
            if let digest = reference.digest, digest != entry.digest {
                findings.append(.disagreeing(place, digest, entry))
            }
        }
        self.findings =
            findings + lock.entries.filter { !used.contains($0.reference) }.map { Finding.superfluous($0) }
        self.unknown = found.filter { $0.reference == nil }
    }
}

extension LockCheck.Finding {
    /// The place in a file, where it is about one.
    public var place: FoundReference? {
        switch self {
        case .missing(let place, _), .disagreeing(let place, _, _): place
        case .superfluous: nil
        }
    }

    /// What differs, and what to do next.
    public var message: String {
        switch self {
        case .missing(_, let key): "\(key) is not in the lock; holdfast lock adds it"
        case .disagreeing(_, let digest, let entry):
            "the file pins \(digest), the lock has \(entry.digest) for \(entry.reference); "
                + "holdfast lock takes the file's, holdfast pin --locked the lock's"
        case .superfluous(let entry): "no file refers to \(entry.reference) any more; holdfast lock drops it"
        }
    }
}
