// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The path of a plain manifest request, split without decoding.
enum ManifestPath {
    private static let prefix = "/v2/"
    private static let middle = "/manifests/"

    /// Splits `/v2/<name>/manifests/<reference>`; nil for any other path, and for one with escapes or a query.
    static func split(_ path: String) -> (name: Substring, reference: Substring)? {
        let bytes = path.utf8
        guard path.hasPrefix(prefix), let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        guard !bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "?") }) else { return nil }
        let name = path[..<bytes.index(after: slash)]
        guard name.hasSuffix(middle), name.utf8.count > prefix.utf8.count + middle.utf8.count else { return nil }
        return (name.dropFirst(prefix.utf8.count).dropLast(middle.utf8.count), path[bytes.index(after: slash)...])
    }
}
