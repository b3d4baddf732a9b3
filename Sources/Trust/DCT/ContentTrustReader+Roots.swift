// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

extension ContentTrustReader {
    private static let mostRoots = 200

    /// Reads the versions of the root that are believed, newest first; the first is in force.
    mutating func trustedRoots() async throws -> [ContentTrustRoot] {
        let roots = try await allRoots()
        let current = roots[0]
        var isTrusted = try anchors(among: roots)
        // A version that is believed vouches for the next one.
        for position in stride(from: roots.count - 2, through: 0, by: -1) where isTrusted[position + 1] {
            isTrusted[position] = isTrusted[position] || roots[position + 1].vouches(for: roots[position])
        }
        guard isTrusted[0] else {
            throw ContentTrustError(
                .invalid,
                "root.json of \(request.gun), version \(current.version), is not signed by the keys of the versions before",
                rootKeys: current.root.keys
            )
        }
        // It vouches for an older one only with its own keys: signatures of others could have been added later.
        var trusted = [current]
        for position in 1..<max(1, roots.count) {
            guard isTrusted[position] || roots[position - 1].vouches(for: roots[position]) else {
                note(
                    "left out: what was signed under version \(roots[position].version) of the root and before, whose keys"
                        + " are others; name one of them as well to have it read"
                )
                break
            }
            trusted.append(roots[position])
        }
        try accept(current.metadata)
        return trusted
    }

    /// Reads the root in force and those before it, as far as they go; each is signed by its own keys.
    private mutating func allRoots() async throws -> [ContentTrustRoot] {
        let current = try ContentTrustRoot(try await required("root"), gun: request.gun)
        let gun = request.gun
        try await requireNothingNewer(than: current.metadata) { metadata in
            // Losing the reason is right: what is no root of this repository is no later version of it.
            guard let newer = try? ContentTrustRoot(metadata, gun: gun) else { return false }
            return current.vouches(for: newer)
        }
        var roots = [current]
        var version = current.version - 1
        while version >= 1, roots.count < Self.mostRoots, let metadata = try await older("root", version: version) {
            do throws(ContentTrustError) {
                roots.append(try ContentTrustRoot(metadata, gun: request.gun))
            } catch {
                note("left out: \(error)")
                break
            }
            version -= 1
        }
        return roots
    }

    /// Which versions are believed by themselves.
    private func anchors(among roots: [ContentTrustRoot]) throws(ContentTrustError) -> [Bool] {
        switch request.rootTrust {
        case .firstUse: return roots.indices.map { $0 == 0 }
        case .unknown:
            throw ContentTrustError(
                .rootUnknown,
                "nothing says whether to trust the root of \(request.gun)",
                rootKeys: roots[0].root.keys
            )
        case .keys(let ids):
            let anchors = roots.map { $0.isSigned(byNamed: ids) }
            guard anchors.contains(true) else {
                throw ContentTrustError(
                    .invalid,
                    "the root of \(request.gun) is signed by none of the keys that were named",
                    rootKeys: roots[0].root.keys
                )
            }
            return anchors
        }
    }
}
