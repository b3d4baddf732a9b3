// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Reads a tar archive that arrives in pieces of any size.
///
/// It knows the original format, POSIX's ustar and pax, GNU's extensions, and sparse files in all their versions, whose
/// holes it delivers as zeros. Content is passed on as slices of what arrives. After an error it only repeats the error.
public struct TarReader: Sendable {
    enum State {
        case header
        /// One block of zeros was read; the end marker has two.
        case endMarker
        /// A pax header or a long name, of this size.
        case metadata(flag: UInt8, size: Int)
        case sparseExtension(TarMember, OldSparseHeader)
        case sparseMap(TarMember, SparseMapText)
        /// The content of a member, of which this much is missing.
        case content(Int64)
        case sparseContent(SparseCursor)
        /// What fills up a block, or is not looked at.
        case filler(Int64)
        case end
    }

    let limits: ArchiveLimits
    var state = State.header
    /// The bytes read so far.
    var offset: Int64 = 0
    /// A block that has arrived in part.
    var block: [UInt8] = []
    var metadata: [UInt8] = []
    var pending = PendingMetadata()
    var globals = PaxRecords()
    /// The name of the member that is read, and what fills up its last block.
    var current = (path: ByteString([]), filler: Int64(0))
    var entries = 0
    var deliveredSize: Int64 = 0
    var totalMetadataSize: Int64 = 0
    /// The bytes of holes delivered so far.
    var holeSize: Int64 = 0
    var hasEndMarker = false
    var hasGlobalHeaders = false
    /// The bytes after the end marker, and how many there are up to the last that is not zero.
    var trailing = (size: Int64(0), used: Int64(0))
    private var failure: (any Error)?

    /// Creates a reader for one archive.
    public init(limits: ArchiveLimits) {
        self.limits = limits
    }

    /// Takes the next bytes of the archive.
    ///
    /// - Parameters:
    ///   - bytes: The bytes, not compressed; they may be gone when the call returns.
    ///   - consumer: Is told what they hold.
    /// - Throws: `ArchiveError`, or what the consumer throws.
    public mutating func write(_ bytes: UnsafeRawBufferPointer, to consumer: inout some TarConsumer) throws {
        if let failure { throw failure }
        do {
            var rest = bytes
            while !rest.isEmpty { try step(&rest, &consumer) }
        } catch {
            failure = error
            throw error
        }
    }

    /// Ends the archive.
    ///
    /// - Parameter consumer: The same as before.
    /// - Returns: How it ended.
    /// - Throws: `ArchiveError.truncated` if it breaks off within a member.
    public mutating func finish(to consumer: inout some TarConsumer) throws -> TarEnding {
        if let failure { throw failure }
        switch state {
        case .header, .endMarker:
            guard block.isEmpty else { throw ArchiveError.truncated("the tar archive breaks off in a header") }
            guard pending.isEmpty else {
                throw ArchiveError.truncated("the tar archive breaks off between a pax header and its member")
            }
        case .end: break
        case .metadata: throw ArchiveError.truncated("the tar archive breaks off in a pax header or a long name")
        case .sparseExtension(let member, _), .sparseMap(let member, _):
            throw ArchiveError.truncated("the tar archive breaks off in the map of '\(member.entry.path)'")
        case .content, .sparseContent:
            throw ArchiveError.truncated("the tar archive breaks off in '\(current.path)'")
        case .filler: throw ArchiveError.truncated("the tar archive breaks off within a block")
        }
        return TarEnding(
            hasEndMarker: hasEndMarker,
            trailingBytes: trailing.used,
            entries: entries,
            hasGlobalHeaders: hasGlobalHeaders
        )
    }
}
