// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What tags meant by Docker Content Trust, verified by whoever asks for it to be kept.
public struct ContentTrustImport: Hashable, Sendable {
    /// The most statements of one import.
    public static let mostEntries = 20_000

    /// Where it comes from: `dct:` and the name that was signed there, with its host.
    public struct Source: Hashable, Sendable {
        private static let prefix = "dct:"
        private static let longest = 512

        /// The source as histories name it, such as `dct:docker.io/library/alpine`.
        public let rawValue: String

        /// Reads a source; nil for anything but `dct:HOST/REPOSITORY` of at most 512 bytes.
        public init?(_ text: String) {
            // Losing the reason is right: the caller says how a source is written.
            guard text.utf8.count <= Self.longest, text.hasPrefix(Self.prefix),
                let name = try? Reference(text.dropFirst(Self.prefix.count)), name.host != nil, name.tag == nil,
                name.digest == nil
            else { return nil }
            rawValue = text
        }
    }

    /// What a tag came to mean.
    public struct Entry: Hashable, Sendable {
        /// The tag.
        public var tag: Tag
        /// What it meant.
        public var digest: Digest
        /// The length of the manifest in bytes.
        public var size: Int64
        /// The version of the signed file.
        public var version: Int64
        /// Until when the signed file was good.
        public var expires: Timestamp
        /// The roles that said it.
        public var roles: [String]
        /// The ids of the keys that signed it.
        public var signers: [String]

        /// Creates a statement.
        public init(
            tag: Tag,
            digest: Digest,
            size: Int64,
            version: Int64,
            expires: Timestamp,
            roles: [String],
            signers: [String]
        ) {
            self.tag = tag
            self.digest = digest
            self.size = size
            self.version = version
            self.expires = expires
            self.roles = roles
            self.signers = signers
        }
    }

    /// Whether the metadata was still good when it was verified.
    public enum Freshness: Sendable {
        case valid
        case expired
    }

    /// The repository whose history keeps it.
    public var repository: RepositoryName
    /// The name of the repository there.
    public var source: Source
    /// What tags came to mean, oldest first.
    public var entries: [Entry]
    /// Whether the metadata was still good.
    public var freshness: Freshness

    /// Creates an import.
    public init(repository: RepositoryName, source: Source, entries: [Entry], freshness: Freshness) {
        self.repository = repository
        self.source = source
        self.entries = entries
        self.freshness = freshness
    }
}

/// What became of an import.
public struct ContentTrustImportResult: Hashable, Sendable {
    /// One statement, and the event of the history that keeps it.
    public struct Outcome: Hashable, Sendable {
        /// The statement.
        public let entry: ContentTrustImport.Entry
        /// The index of the event.
        public let index: Int64
        /// Whether the event was made now.
        public let isNew: Bool
    }

    /// The repository.
    public let repository: RepositoryName
    /// Where it comes from.
    public let source: ContentTrustImport.Source
    /// Whether the metadata was still good.
    public let freshness: ContentTrustImport.Freshness
    /// The statements, oldest first.
    public let outcomes: [Outcome]
}

// MARK: Bounds

extension ContentTrustImport {
    private static let mostSigners = 100
    private static let mostRoles = 100
    private static let longestName = 512

    /// Throws `requestInvalid` when something is larger or other than any real import.
    func check() throws {
        guard entries.count <= Self.mostEntries else {
            throw RegistryError(.requestInvalid, "an import has at most \(Self.mostEntries) entries")
        }
        for entry in entries {
            guard !entry.signers.isEmpty, entry.signers.count <= Self.mostSigners,
                entry.signers.allSatisfy(Self.isKeyID), (1...Self.mostRoles).contains(entry.roles.count),
                entry.roles.allSatisfy(Self.isPlain), entry.size >= 0, entry.version >= 0
            else {
                throw RegistryError(
                    .requestInvalid,
                    "an entry for \(entry.tag) lacks its signers or roles, or has more of them than there can be"
                )
            }
        }
    }

    private static func isPlain(_ text: String) -> Bool {
        (1...longestName).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }

    private static func isKeyID(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
