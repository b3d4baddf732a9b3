// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Cuts a pax header into its records: `LENGTH KEY=VALUE\n`, the length counting all of it.
struct PaxParser {
    struct Record {
        let key: Slice<UnsafeRawBufferPointer>
        let value: Slice<UnsafeRawBufferPointer>
        /// Where the record begins in the stream.
        let offset: Int64
    }

    private let bytes: UnsafeRawBufferPointer
    private let offset: Int64
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer, offset: Int64) {
        self.bytes = bytes
        self.offset = offset
    }

    /// The next record; nil at the end.
    mutating func next() throws(ArchiveError) -> Record? {
        guard position < bytes.count else { return nil }
        let start = position
        let recordOffset = offset + Int64(start)
        guard let space = bytes[start...].prefix(21).firstIndex(of: 0x20),
            let length = PaxEncoding.count(bytes[start..<space])
        else {
            throw .malformed("a pax record does not begin with its length", offset: recordOffset)
        }
        guard length > space - start, length <= bytes.count - start, bytes[start + Int(length) - 1] == 0x0a else {
            throw .malformed("a pax record does not end where its length says", offset: recordOffset)
        }
        position = start + Int(length)
        let content = bytes[space + 1..<max(position - 1, space + 1)]
        guard let equals = content.firstIndex(of: 0x3d), equals > content.startIndex else {
            throw .malformed("a pax record has no key or no value", offset: recordOffset)
        }
        let key = content[..<equals]
        guard !key.contains(0) else {
            throw .malformed("the key of a pax record holds a zero byte", offset: recordOffset)
        }
        return Record(key: key, value: content[(equals + 1)...], offset: recordOffset)
    }
}

// MARK: - Values

/// The readers of values; an empty value means that there is none.
extension PaxParser.Record {
    func name() throws(ArchiveError) -> ByteString? {
        guard !value.contains(0) else { throw malformed("holds a zero byte") }
        return value.isEmpty ? nil : ByteString(value)
    }

    func number() throws(ArchiveError) -> Int64? {
        guard !value.isEmpty else { return nil }
        let isNegative = value.first == UInt8(ascii: "-")
        guard let magnitude = PaxEncoding.count(isNegative ? value.dropFirst() : value) else {
            throw malformed("is not a number")
        }
        return isNegative ? -magnitude : magnitude
    }

    func count() throws(ArchiveError) -> Int64? {
        guard let number = try number() else { return nil }
        guard number >= 0 else { throw malformed("is negative") }
        return number
    }

    /// Seconds with a fraction, of which the first nine digits count.
    func time() throws(ArchiveError) -> TarEntry.Time? {
        guard !value.isEmpty else { return nil }
        let isNegative = value.first == UInt8(ascii: "-")
        let parts = (isNegative ? value.dropFirst() : value)
            .split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let seconds = PaxEncoding.count(parts[0]) else { throw malformed("is not a time") }
        var nanoseconds: Int32 = 0
        if parts.count == 2 {
            guard parts[1].allSatisfy({ (0x30...0x39).contains($0) }) else { throw malformed("is not a time") }
            for digit in parts[1].prefix(9) { nanoseconds = nanoseconds * 10 + Int32(digit - 0x30) }
            for _ in parts[1].count..<max(9, parts[1].count) { nanoseconds *= 10 }
        }
        guard isNegative else { return TarEntry.Time(seconds: seconds, nanoseconds: nanoseconds) }
        guard nanoseconds > 0 else { return TarEntry.Time(seconds: -seconds) }
        // Seconds are rounded down, and nanoseconds count on from there. No overflow: `seconds` is not negative.
        return TarEntry.Time(seconds: -seconds - 1, nanoseconds: 1_000_000_000 - nanoseconds)
    }

    func checkCharacterSet() throws(ArchiveError) {
        let known = ["", "BINARY", "ISO-IR 10646 2000 UTF-8"]
        guard known.contains(where: { value.elementsEqual($0.utf8) }) else {
            throw .unsupported("the character set '\(ByteString(value.prefix(100)))' of a pax header")
        }
    }

    func malformed(_ what: String) -> ArchiveError {
        .malformed("the \(ByteString(key.prefix(100))) of a pax header \(what)", offset: offset)
    }
}
