// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// Reads and verifies the metadata of Docker Content Trust, wherever it lies.
///
/// Roots are followed from version to version, the files in force from `timestamp` over `snapshot` to `targets` and its
/// delegations; older versions of `targets` are checked with the keys that the roots of their time named.
public struct ContentTrustReader {
    /// Gives the bytes of a file; nil when there is none.
    public typealias Fetch = (ContentTrustFile) async throws -> [UInt8]?

    /// The most files that are read of one repository.
    private static let mostFiles = 5_000

    let request: ContentTrustRequest
    private let fetch: Fetch
    private var files = 0
    var notes: [String] = []
    var expired: [String] = []

    private init(_ request: ContentTrustRequest, fetch: @escaping Fetch) {
        self.request = request
        self.fetch = fetch
    }

    /// Reads a repository.
    ///
    /// - Parameters:
    ///   - request: Which, and what is to be believed.
    ///   - fetch: Gives the bytes of a file, of at most ``ContentTrustFile/maximumSize``; nil when there is none.
    /// - Returns: What is verified. Older versions that cannot be verified are left out and noted.
    /// - Throws: ``ContentTrustError`` when something in force is missing or not verified, and what `fetch` throws.
    public static func read(
        _ request: ContentTrustRequest,
        fetch: @escaping Fetch
    ) async throws -> ContentTrustRepository {
        var reader = ContentTrustReader(request, fetch: fetch)
        return try await reader.repository()
    }

    private mutating func repository() async throws -> ContentTrustRepository {
        let roots = try await trustedRoots()
        let current = try await current(under: roots)
        let history = try await history(of: current, under: roots)
        let statements = ContentTrustStatement.effective(current.files, notes: &notes)
        return ContentTrustRepository(
            gun: request.gun,
            rootVersion: roots[0].version,
            rootKeys: roots[0].root.keys,
            current: statements,
            history: ContentTrustStatement.history(history, endingWith: statements),
            notes: notes,
            expired: expired
        )
    }

    // MARK: Files

    /// Whether no more files are to be asked for.
    var isExhausted: Bool { files >= Self.mostFiles }

    /// Reads a file that has to be there.
    mutating func required(_ role: String) async throws -> ContentTrustMetadata {
        guard let metadata = try await metadata(role, version: nil) else {
            throw ContentTrustError(.missing, "there is no \(role).json of \(request.gun)")
        }
        return metadata
    }

    /// Reads a file; nil when there is none.
    mutating func metadata(_ role: String, version: Int64?) async throws -> ContentTrustMetadata? {
        guard !isExhausted else {
            throw ContentTrustError(.malformed, "\(request.gun) has more than \(Self.mostFiles) files of metadata")
        }
        files += 1
        let file = ContentTrustFile(role: role, version: version)
        guard let bytes = try await fetch(file) else { return nil }
        return try ContentTrustMetadata(bytes, of: file)
    }

    /// Reads an older version; one that cannot be read counts as absent, and is noted.
    mutating func older(_ role: String, version: Int64) async throws -> ContentTrustMetadata? {
        do {
            return try await metadata(role, version: version)
        } catch let error as ContentTrustError where error.code != .missing && !isExhausted {
            note("left out: \(error)")
            return nil
        }
    }

    /// Keeps a remark, as long as there are not too many of them.
    mutating func note(_ text: String) {
        if notes.count < 100 { notes.append(text) }
    }
}
