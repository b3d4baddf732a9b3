// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The records `GNU.sparse.…`, in the versions 0.0, 0.1 and 1.0.
struct PaxSparseRecords {
    private var major: Int64?
    private var minor: Int64?
    private var name: ByteString?
    private var fullSize: Int64?
    /// Offsets and lengths by turns.
    private var numbers: [Int64] = []

    /// How the map of a sparse file is to be had.
    enum Layout {
        /// The file is not sparse.
        case none
        /// It stood in the records.
        case records(SparseMap)
        /// It stands before the content.
        case content(SparseMapText)
    }

    /// The file's name; that in the other fields is made up for programs that do not know sparse files.
    var path: ByteString? { isSparse ? name : nil }

    private var isSparse: Bool { major != nil || minor != nil || !numbers.isEmpty }

    /// Takes a record, named by what follows `GNU.sparse.`.
    mutating func apply(_ key: String, _ record: PaxParser.Record) throws(ArchiveError) {
        switch key {
        case "major": major = try record.count()
        case "minor": minor = try record.count()
        case "name": name = try record.name()
        case "size", "realsize": fullSize = try record.count()
        case "offset": try append(record, isOffset: true)
        case "numbytes": try append(record, isOffset: false)
        case "map": try readMap(record)
        // The number of segments follows from the map.
        default: break
        }
    }

    /// Decides what the records mean.
    ///
    /// - Parameter offset: Where the member's header stands, for the error.
    /// - Returns: Where the map is.
    /// - Throws: What is wrong with them.
    func layout(at offset: Int64) throws(ArchiveError) -> Layout {
        guard isSparse else { return .none }
        guard let fullSize else { throw .malformed("a sparse file does not tell its size", offset: offset) }
        switch (major ?? 0, minor ?? (major == nil ? 1 : 0)) {
        case (0, 0), (0, 1):
            var map = SparseMap(fullSize: fullSize)
            guard numbers.count.isMultiple(of: 2) else {
                throw .malformed("the map of a sparse file breaks off", offset: offset)
            }
            for index in stride(from: 0, to: numbers.count, by: 2) {
                try map.append(offset: numbers[index], length: numbers[index + 1], at: offset)
            }
            return .records(map)
        case (1, 0):
            return .content(SparseMapText(fullSize: fullSize))
        case (let major, let minor):
            throw .unsupported("version \(major).\(minor) of sparse files in tar archives")
        }
    }

    private mutating func append(_ record: PaxParser.Record, isOffset: Bool) throws(ArchiveError) {
        guard let number = try record.count(), numbers.count.isMultiple(of: 2) == isOffset else {
            throw record.malformed("stands in the wrong place")
        }
        try append(number)
    }

    private mutating func readMap(_ record: PaxParser.Record) throws(ArchiveError) {
        numbers = []
        guard !record.value.isEmpty else { return }
        // One more than allowed is enough to refuse it.
        for part in record.value.split(
            separator: UInt8(ascii: ","),
            maxSplits: SparseMap.countMaximum * 2 + 1,
            omittingEmptySubsequences: false
        ) {
            guard let number = PaxEncoding.count(part) else { throw record.malformed("is not a list of numbers") }
            try append(number)
        }
    }

    private mutating func append(_ number: Int64) throws(ArchiveError) {
        guard numbers.count < SparseMap.countMaximum * 2 else {
            throw .limitExceeded("a sparse file has more than \(SparseMap.countMaximum) segments")
        }
        numbers.append(number)
    }
}
