// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Trust

/// The cache of metadata that docker and notary keep of one repository: the files in force, without older versions.
struct ContentTrustDirectory {
    private let path: String

    /// Creates a reader.
    ///
    /// - Parameters:
    ///   - path: The directory of trust, such as `/home/user/.docker/trust`.
    ///   - gun: The repository as docker signs it.
    init(_ path: String, gun: String) {
        self.path = "\(path)/tuf/\(gun)/metadata"
    }

    /// Reads a file; nil when the cache has none.
    func file(_ file: ContentTrustFile) throws(CommandFailure) -> [UInt8]? {
        let place = "\(path)/\(file.path)"
        guard file.version == nil, ArgumentFile.exists(place) else { return nil }
        return try ArgumentFile.read(place, limit: ContentTrustFile.maximumSize)
    }

    /// The versions of the files in force, as far as they can be read.
    ///
    /// They are not verified: what somebody wrote into the cache can only make a server's answer be refused.
    func versions() throws(CommandFailure) -> [String: Int64] {
        var versions: [String: Int64] = [:]
        for role in ["root", "timestamp", "snapshot", "targets"] {
            let place = "\(path)/\(role).json"
            guard ArgumentFile.exists(place) else { continue }
            let bytes = try ArgumentFile.read(place, limit: ContentTrustFile.maximumSize)
            // Losing the reason is right: a file that is damaged says nothing of what was seen.
            guard let json = try? JSONValue(parsing: bytes) else { continue }
            versions[role] = json["signed"]?["version"]?.integer
        }
        return versions
    }
}
