// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// A signature, when the log first had it, and who made it.
public struct SeenSignature: Hashable, Sendable {
    /// The signature.
    public let signature: FoundSignature
    /// The index at which the repository's log first names it; nil if it does not.
    public let firstSeen: Int64?
    /// The fingerprints of the keys that made it; nil if nobody has checked yet.
    public let makers: Set<Digest>?

    /// Creates a signature that is checked when it is judged.
    public init(_ signature: FoundSignature, firstSeen: Int64?) {
        self.signature = signature
        self.firstSeen = firstSeen
        makers = nil
    }

    /// Creates a signature and checks it now against keys, so that judging costs nothing.
    ///
    /// - Parameters:
    ///   - signature: The signature.
    ///   - firstSeen: The index at which the repository's log first names it.
    ///   - keys: Every key that will be asked about.
    public init(_ signature: FoundSignature, firstSeen: Int64?, checkedWith keys: [VerificationKey]) {
        self.signature = signature
        self.firstSeen = firstSeen
        makers = Self.makers(of: signature, among: keys)
    }

    /// Creates a signature that was checked before.
    ///
    /// - Parameters:
    ///   - signature: The signature.
    ///   - firstSeen: The index at which the repository's log first names it.
    ///   - makers: The fingerprints of the keys that were found to have made it.
    public init(_ signature: FoundSignature, firstSeen: Int64?, makers: Set<Digest>) {
        self.signature = signature
        self.firstSeen = firstSeen
        self.makers = makers
    }

    static func makers(of signature: FoundSignature, among keys: [VerificationKey]) -> Set<Digest> {
        Set(Set(keys).filter { signature.isMade(by: $0) }.map(\.fingerprint))
    }
}
