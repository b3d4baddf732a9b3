// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Pinning
import Policy
import Registry

extension KeptFiles {
    /// The most files that are read.
    static let maximumFiles = 10_000
    /// The most bytes that all of them have.
    static let maximumBytes = 256 << 20

    /// Reads all files anew, and gives what they refer to.
    ///
    /// - Throws: ``RegistryError`` with `conflict`, naming the file that cannot be read.
    func lockedDigests() throws -> LockedDigests {
        var paths: [String] = []
        var known: Set<String> = []
        var locked = LockedDigests()
        for pattern in patterns {
            let found = try KeptFileSearch.files(of: pattern)
            if found.isEmpty { locked.unmatched.append(pattern.text) }
            paths += found.filter { known.insert($0).inserted }
        }
        guard paths.count <= Self.maximumFiles else {
            let reason = "it is one of more than \(Self.maximumFiles) files; narrow the pattern"
            throw KeptFileSearch.failure(paths[Self.maximumFiles], reason)
        }
        var rest = Self.maximumBytes
        for path in paths {
            let bytes = try Self.bytes(of: path, limit: rest)
            rest -= bytes.count
            do throws(KeptFileError) {
                locked.add(try Self.digests(in: bytes, path: path), of: path)
            } catch {
                throw KeptFileSearch.failure(path, error.reason)
            }
        }
        return locked
    }

    /// The digests that a file refers to: a lock, or what `running --format json` wrote.
    ///
    /// - Throws: ``KeptFileError`` when it is neither, or damaged.
    static func digests(in bytes: [UInt8], path: String) throws(KeptFileError) -> Set<Digest> {
        // Losing the error is right: what is no JSON is no lock either, and that is said below.
        if let document = try? JSONValue(parsing: bytes), document["schema"]?.string == "holdfast.running/1" {
            guard document["containers"]?.array != nil else {
                throw KeptFileError(reason: "it is of the kind \"holdfast.running/1\" and has no list \"containers\"")
            }
            var digests: Set<Digest> = []
            try collect(document, into: &digests)
            return digests
        }
        do throws(PinningError) {
            let entries = try LockFile(parsing: bytes, path: path).entries
            return Set(entries.flatMap { [$0.digest] + $0.platforms.map(\.digest) })
        } catch {
            throw KeptFileError(reason: error.message)
        }
    }

    private static func collect(_ value: JSONValue, into digests: inout Set<Digest>) throws(KeptFileError) {
        for element in value.array ?? [] { try collect(element, into: &digests) }
        for (key, member) in value.object ?? [:] {
            if key == "digest", let text = member.string {
                do throws(DigestError) {
                    digests.insert(try Digest(text))
                } catch {
                    throw KeptFileError(reason: "a \"digest\" in it is none: \(error)")
                }
            } else {
                try collect(member, into: &digests)
            }
        }
    }

    private static func bytes(of path: String, limit: Int) throws -> [UInt8] {
        do throws(CommandFailure) {
            return try ArgumentFile.read(path, limit: min(limit, LockFile.maximumSize))
        } catch {
            var reason = error.message
            if case .own(let cause) = error.cause { reason = cause }
            throw KeptFileSearch.failure(path, reason)
        }
    }
}

/// Why a file is none whose digests can be kept.
struct KeptFileError: Error {
    let reason: String
}
