// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Decompresses a stream that arrives in pieces of any size.
///
/// Which compression it is the first bytes decide. What exceeds the limits is an error before it is put out. After an
/// error the object cannot be used.
public final class Decompressor {
    /// How the stream is compressed; nil until its first bytes are there.
    public private(set) var compression: Compression?
    /// The bytes put out so far.
    public private(set) var expandedSize: Int64 = 0
    /// The bytes read so far.
    public private(set) var readSize: Int64 = 0

    /// The members of a gzip stream that were put out whole; no piece of the output reaches from one into the next.
    public private(set) var memberCount = 0

    private let limits: ArchiveLimits
    /// The first bytes, as long as they do not tell the compression.
    private var head: [UInt8] = []
    private var decoder: (any StreamDecoder)?
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    private var filled = 0
    private var failure: (any Error)?

    /// Creates a decompressor for one stream.
    public init(limits: ArchiveLimits) {
        self.limits = limits
    }

    deinit {
        buffer.deallocate()
    }

    /// Takes the next bytes of the stream and puts out what they yield.
    ///
    /// - Parameters:
    ///   - bytes: The bytes; they may be gone when the call returns.
    ///   - output: Takes what they yield, in pieces of up to 256 KiB, or as they came if they are not compressed.
    /// - Throws: `ArchiveError`, or what the output throws.
    public func write(
        _ bytes: UnsafeRawBufferPointer,
        to output: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try remembering {
            guard compression == nil else { return try expand(bytes, to: output) }
            var rest = bytes
            while compression == nil, !rest.isEmpty {
                head += rest.take(min(rest.count, Compression.recognitionSize - head.count))
                try recognize(isWhole: false, output)
            }
            if !rest.isEmpty { try expand(rest, to: output) }
        }
    }

    /// Ends the stream.
    ///
    /// - Parameter output: Takes what is left.
    /// - Throws: `ArchiveError.truncated` if the stream is not complete, or what the output throws.
    public func finish(to output: (UnsafeRawBufferPointer) throws -> Void) throws {
        try remembering {
            if compression == nil { try recognize(isWhole: true, output) }
            guard decoder?.isComplete ?? true else {
                throw ArchiveError.truncated(
                    "the \(compression?.rawValue ?? "") data breaks off after \(readSize) bytes"
                )
            }
        }
    }
}

// MARK: - Recognition

extension Decompressor {
    private func recognize(isWhole: Bool, _ output: (UnsafeRawBufferPointer) throws -> Void) throws {
        switch head.withUnsafeBytes({ Compression.recognize($0, isWhole: isWhole) }) {
        case .undecided:
            return
        case .unsupported(let name):
            throw ArchiveError.unsupported("\(name) compression")
        case .known(let known):
            compression = known
            do {
                switch known {
                case .none: break
                case .gzip: decoder = try GzipDecoder()
                case .zstd: decoder = try ZstandardDecoder()
                }
            } catch {
                throw error.located(at: 0)
            }
            let bytes = head
            head = []
            if !bytes.isEmpty { try bytes.withUnsafeBytes { try expand($0, to: output) } }
        }
    }

    /// Fails again once it has failed: the library's state is undefined after an error.
    private func remembering(_ body: () throws -> Void) throws {
        if let failure { throw failure }
        do {
            try body()
        } catch {
            failure = error
            throw error
        }
    }
}

// MARK: - Expansion

extension Decompressor {
    private func expand(_ bytes: UnsafeRawBufferPointer, to output: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let decoder else {
            readSize += Int64(bytes.count)
            return try put(bytes, to: output)
        }
        var rest = bytes
        var mayHoldMore = false
        while !rest.isEmpty || mayHoldMore {
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let before = rest.count
            let made: Int
            do {
                made = try decoder.decode(&rest, into: room)
                readSize += Int64(before - rest.count)
            } catch {
                throw error.located(at: readSize + Int64(before - rest.count))
            }
            filled += made
            mayHoldMore = filled == buffer.count
            let isMemberComplete = decoder.memberCount != memberCount
            if mayHoldMore || isMemberComplete { try flush(to: output) }
            memberCount = decoder.memberCount
        }
        try flush(to: output)
    }

    private func flush(to output: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard filled > 0 else { return }
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<filled])
        filled = 0
        try put(bytes, to: output)
    }

    private func put(_ bytes: UnsafeRawBufferPointer, to output: (UnsafeRawBufferPointer) throws -> Void) throws {
        expandedSize += Int64(bytes.count)
        guard expandedSize <= limits.expandedSize else {
            throw ArchiveError.limitExceeded("it expands to more than \(limits.expandedSize) bytes")
        }
        guard expandedSize <= limits.expandedSizeWithoutRatio || expandedSize / max(readSize, 1) <= limits.ratio else {
            throw ArchiveError.limitExceeded(
                "\(readSize) bytes expand to \(expandedSize), more than \(limits.ratio) times as many"
            )
        }
        try output(bytes)
    }
}
