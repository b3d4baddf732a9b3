// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// A version of `targets` or of a delegation: what names mean, and who may say it of some.
struct ContentTrustTargets {
    struct Target: Hashable {
        let digest: Digest
        let length: Int64
    }

    /// Who may speak for names with certain beginnings.
    struct Delegation: Hashable {
        let role: ContentTrustRole
        /// The beginnings; one list for every level above, all of which have to fit.
        let paths: [[String]]

        /// Tells whether the role may say what a name means.
        func covers(_ name: String) -> Bool {
            paths.allSatisfy { $0.contains { name.hasPrefix($0) } }
        }
    }

    let version: Int64
    let expires: Timestamp
    let targets: [String: Target]
    /// The names that have no usable hash.
    let unusable: [String]
    let delegations: [Delegation]
    /// The keys that signed it.
    let signers: [ContentTrustKey]

    /// Reads a file that was verified.
    ///
    /// - Parameters:
    ///   - metadata: The file.
    ///   - scope: What its role may speak for; nil for `targets`, which may speak for everything.
    ///   - signers: The keys that signed it.
    /// - Throws: ``ContentTrustError`` when its targets or delegations cannot be read.
    init(
        _ metadata: ContentTrustMetadata,
        within scope: Delegation?,
        signedBy signers: [ContentTrustKey]
    ) throws(ContentTrustError) {
        version = metadata.version
        expires = metadata.expires
        self.signers = signers
        guard let members = metadata.signed["targets"]?.object else {
            throw ContentTrustError(.malformed, "\(metadata.file.path) has no targets")
        }
        var targets: [String: Target] = [:]
        var unusable: [String] = []
        for (name, value) in members where scope?.covers(name) ?? true {
            guard case .integer(let length)? = value["length"], length >= 0,
                let hash = value["hashes"]?["sha256"]?.string.flatMap({ Base64.decode($0) }), hash.count == 32
            else {
                unusable.append(name)
                continue
            }
            targets[name] = Target(digest: Digest(algorithm: .sha256, hash: hash), length: length)
        }
        self.targets = targets
        self.unusable = unusable.sorted()
        delegations = try Self.delegations(metadata, within: scope)
    }

    private static func delegations(
        _ metadata: ContentTrustMetadata,
        within scope: Delegation?
    ) throws(ContentTrustError) -> [Delegation] {
        guard let json = metadata.signed["delegations"], json != .null else { return [] }
        let keys = try ContentTrustRole.keys(json["keys"])
        guard let roles = json["roles"]?.array, roles.count <= 100 else {
            throw ContentTrustError(.malformed, "\(metadata.file.path) has no list of delegations, or too many")
        }
        var delegations: [Delegation] = []
        for json in roles {
            guard let name = json["name"]?.string, ContentTrustFile.isDelegation(name) else {
                throw ContentTrustError(.malformed, "\(metadata.file.path) has a delegation without a usable name")
            }
            // A role speaks for those directly below it, as the clients of the time have it.
            guard name.hasPrefix(metadata.file.role + "/"),
                !name.dropFirst(metadata.file.role.count + 1).contains("/")
            else {
                throw ContentTrustError(.invalid, "\(metadata.file.path) delegates to \(name), which is not below it")
            }
            guard !delegations.contains(where: { $0.role.name == name }) else {
                throw ContentTrustError(.invalid, "\(metadata.file.path) delegates to \(name) twice")
            }
            let paths = json["paths"]?.array?.compactMap(\.string) ?? []
            delegations.append(
                Delegation(role: try ContentTrustRole(name, json, keys: keys), paths: (scope?.paths ?? []) + [paths])
            )
        }
        return delegations
    }
}
