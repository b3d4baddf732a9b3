// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// One file of the metadata: of a role, as it is now or as an older version was.
public struct ContentTrustFile: Hashable, Sendable {
    /// The most bytes a file may have.
    public static let maximumSize = 4 << 20

    /// The role, such as `root`, `targets` or `targets/releases`.
    public let role: String
    /// The version; nil for the one in force.
    public let version: Int64?

    /// The path below the repository's metadata, such as `3.targets.json`.
    public var path: String { (version.map { "\($0)." } ?? "") + role + ".json" }
}

extension ContentTrustFile {
    /// Tells whether a name is that of a delegation: parts that are safe in paths, below `targets`.
    static func isDelegation(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard (2...8).contains(parts.count), name.utf8.count <= 255, name.hasPrefix("targets/") else { return false }
        return parts.allSatisfy { part in
            !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
                && part.allSatisfy { byte in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                        true
                    default: false
                    }
                }
        }
    }
}
