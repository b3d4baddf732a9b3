// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// A version of the root: the keys of every role.
struct ContentTrustRoot {
    let metadata: ContentTrustMetadata
    let root: ContentTrustRole
    let targets: ContentTrustRole
    let snapshot: ContentTrustRole
    let timestamp: ContentTrustRole

    var version: Int64 { metadata.version }

    /// Reads a root that its own keys have signed; whether to trust them is another question.
    ///
    /// - Parameters:
    ///   - metadata: The file.
    ///   - gun: The repository that it has to be for.
    /// - Throws: ``ContentTrustError`` when it is no root, lacks signatures, or is that of another repository.
    init(_ metadata: ContentTrustMetadata, gun: String) throws(ContentTrustError) {
        let keys = try ContentTrustRole.keys(metadata.signed["keys"])
        let roles = metadata.signed["roles"]
        self.metadata = metadata
        root = try ContentTrustRole("root", roles?["root"], keys: keys)
        targets = try ContentTrustRole("targets", roles?["targets"], keys: keys)
        snapshot = try ContentTrustRole("snapshot", roles?["snapshot"], keys: keys)
        timestamp = try ContentTrustRole("timestamp", roles?["timestamp"], keys: keys)
        guard let signers = metadata.signers(of: root) else {
            throw ContentTrustError(.invalid, "\(metadata.file.path) is not signed by enough of its own root keys")
        }
        guard signers.filter({ $0.speaksFor(gun) }).count >= root.threshold else {
            throw ContentTrustError(.invalid, "the root keys in \(metadata.file.path) are not those of \(gun)")
        }
    }

    /// Tells whether another version is signed by as many of this version's root keys as it demands.
    func vouches(for other: ContentTrustRoot) -> Bool { other.metadata.signers(of: root) != nil }

    /// Tells whether a key that somebody named has signed this version.
    func isSigned(byNamed ids: [String]) -> Bool {
        metadata.signers(among: root.keys).contains { key in ids.contains { key.isNamed(by: $0) } }
    }
}
