// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The files in force.
struct ContentTrustCurrent {
    /// What names mean, by role.
    var files: [String: ContentTrustTargets] = [:]
}

extension ContentTrustReader {
    /// Reads what is in force: `timestamp`, `snapshot`, `targets` and every delegation.
    mutating func current(under roots: [ContentTrustRoot]) async throws -> ContentTrustCurrent {
        let root = roots[0]
        let timestamp = try await signed(root.timestamp)
        let snapshot = try await signed(root.snapshot, listed: timestamp.metadata)
        try requireListed(root.metadata, in: snapshot.metadata, orAbsent: .accepted)
        let targets = try await signed(root.targets, listed: snapshot.metadata)
        try await requireNothingNewer(than: targets.metadata) { $0.signers(of: root.targets) != nil }
        var current = ContentTrustCurrent()
        let main = try ContentTrustTargets(targets.metadata, within: nil, signedBy: targets.signers)
        current.files["targets"] = main
        var waiting = main.delegations
        while let delegation = waiting.popLast() {
            let role = delegation.role
            // A role whose holder never published is in no snapshot.
            guard snapshot.metadata.signed["meta"]?[role.name] != nil else { continue }
            let found = try await signed(role, listed: snapshot.metadata)
            try await requireNothingNewer(than: found.metadata) { $0.signers(of: role) != nil }
            let file = try ContentTrustTargets(found.metadata, within: delegation, signedBy: found.signers)
            current.files[role.name] = file
            waiting += file.delegations
        }
        return current
    }

    /// Reads the file of a role and checks its signatures, its age, and what is listed of it.
    private mutating func signed(
        _ role: ContentTrustRole,
        listed: ContentTrustMetadata? = nil
    ) async throws -> (metadata: ContentTrustMetadata, signers: [ContentTrustKey]) {
        let metadata = try await required(role.name)
        if let listed { try requireListed(metadata, in: listed, orAbsent: .refused) }
        guard let signers = metadata.signers(of: role) else {
            throw ContentTrustError(
                .invalid,
                "\(metadata.file.path) of \(request.gun) is not signed by \(role.threshold) of the keys of its role"
            )
        }
        try accept(metadata)
        return (metadata, signers)
    }

    /// Throws when a file in force has expired, or is older than what was seen before.
    mutating func accept(_ metadata: ContentTrustMetadata) throws(ContentTrustError) {
        let path = metadata.file.path
        if let known = request.knownVersions[metadata.file.role], metadata.version < known {
            throw ContentTrustError(
                .invalid,
                "\(path) of \(request.gun) has gone back to version \(metadata.version); version \(known) was seen before"
            )
        }
        guard metadata.expires <= request.now else { return }
        guard request.expiry == .accept else {
            throw ContentTrustError(.expired, "\(path) of \(request.gun) expired at \(metadata.expires)")
        }
        expired.append("\(path) expired at \(metadata.expires)")
    }

    /// Throws when there is a later version of a file in force, rightly signed: then what is in force is held back.
    mutating func requireNothingNewer(
        than metadata: ContentTrustMetadata,
        isSigned: (ContentTrustMetadata) -> Bool
    ) async throws {
        let (next, overflow) = metadata.version.addingReportingOverflow(1)
        guard !overflow, let newer = try await older(metadata.file.role, version: next), isSigned(newer) else { return }
        throw ContentTrustError(
            .invalid,
            "\(metadata.file.path) of \(request.gun) has version \(metadata.version), and there is a version \(next);"
                + " if somebody has just published, try again"
        )
    }

    private enum Absence {
        case accepted
        case refused
    }

    /// Throws unless a file has the length and hash that another lists for it.
    private func requireListed(
        _ metadata: ContentTrustMetadata,
        in list: ContentTrustMetadata,
        orAbsent absence: Absence
    ) throws(ContentTrustError) {
        let path = metadata.file.path
        guard let entry = list.signed["meta"]?[metadata.file.role] else {
            if absence == .accepted { return }
            throw ContentTrustError(.invalid, "\(list.file.path) of \(request.gun) does not list \(path)")
        }
        guard let hash = entry["hashes"]?["sha256"]?.string.flatMap({ Base64.decode($0) }), hash.count == 32,
            entry["length"] == .integer(Int64(metadata.length)),
            Digest(algorithm: .sha256, hash: hash) == metadata.digest
        else {
            throw ContentTrustError(
                .invalid,
                "\(path) of \(request.gun) is not the file that \(list.file.path) lists; if somebody has just published,"
                    + " try again"
            )
        }
    }
}
