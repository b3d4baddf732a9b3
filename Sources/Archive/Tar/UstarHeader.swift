// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A header block that is being written.
struct UstarHeader {
    private typealias Field = TarHeader.Field

    private var block = [UInt8](repeating: 0, count: TarHeader.blockSize)

    /// Begins a header with what every member has.
    init(_ entry: TarEntry) {
        set(Field.magic, TarHeader.standardMagic)
        setNumber(Field.mode, Int64(entry.mode & 0o7777))
        block[Field.flag] = entry.kind.flag
    }

    /// Begins the header of a pax header.
    init(name: ByteString, flag: UInt8) {
        self.init(TarEntry(path: name))
        block[Field.flag] = flag
        for field in [Field.userID, Field.groupID, Field.modified] { setNumber(field, 0) }
        set(Field.name, name.bytes)
    }

    /// Sets the size, which is known to fit.
    mutating func setSize(_ size: Int) {
        setNumber(Field.size, Int64(size))
    }

    /// Fills in the rest.
    ///
    /// - Returns: The pax records for what does not fit.
    mutating func fill(from entry: TarEntry) -> [UInt8] {
        var records = PaxRecordWriter()
        setPath(entry.path, &records)
        setLinkTarget(entry.linkTarget, &records)
        records.markCharacterSet(of: [entry.path, entry.linkTarget])
        setNumber(Field.userID, entry.userID, "uid", &records)
        setNumber(Field.groupID, entry.groupID, "gid", &records)
        setNumber(Field.size, entry.kind == .file ? entry.size : 0, "size", &records)
        setTime(entry.modified, &records)
        if entry.kind == .characterDevice || entry.kind == .blockDevice {
            setDevice(Field.deviceMajor, entry.deviceMajor)
            setDevice(Field.deviceMinor, entry.deviceMinor)
        }
        records.append(entry.extendedAttributes, prefix: "SCHILY.xattr.")
        records.append(entry.otherRecords, prefix: "")
        return records.bytes
    }

    /// The block with its checksum.
    func finished() -> [UInt8] {
        var block = block
        block.replaceSubrange(Field.checksum, with: repeatElement(0x20, count: Field.checksum.count))
        let sum = block.reduce(Int64(0)) { $0 + Int64($1) }
        let digits = TarNumber.octal(sum, width: Field.checksum.count - 1) ?? []
        block.replaceSubrange(Field.checksum.prefix(digits.count), with: digits)
        return block
    }
}

// MARK: - Fields

extension UstarHeader {
    private mutating func set(_ field: Range<Int>, _ bytes: some Collection<UInt8>) {
        let fitting = bytes.prefix(field.count)
        block.replaceSubrange(field.prefix(fitting.count), with: fitting)
    }

    /// Sets a number that fits; any other becomes 0.
    private mutating func setNumber(_ field: Range<Int>, _ value: Int64) {
        set(field, TarNumber.octal(value, width: field.count) ?? TarNumber.octal(0, width: field.count) ?? [])
    }

    private mutating func setNumber(
        _ field: Range<Int>,
        _ value: Int64,
        _ key: String,
        _ records: inout PaxRecordWriter
    ) {
        setNumber(field, value)
        if TarNumber.octal(value, width: field.count) == nil { records.append(key, String(value).utf8) }
    }

    private mutating func setDevice(_ field: Range<Int>, _ value: UInt32) {
        set(field, TarNumber.octal(Int64(value), width: field.count) ?? TarNumber.binary(value, width: field.count))
    }

    private mutating func setTime(_ time: TarEntry.Time, _ records: inout PaxRecordWriter) {
        setNumber(Field.modified, time.seconds)
        if time.nanoseconds != 0 || TarNumber.octal(time.seconds, width: Field.modified.count) == nil {
            records.append("mtime", time.decimal.utf8)
        }
    }

    private mutating func setPath(_ path: ByteString, _ records: inout PaxRecordWriter) {
        guard path.bytes.count > Field.name.count else { return set(Field.name, path.bytes) }
        guard let slash = Self.split(path.bytes) else {
            set(Field.name, path.bytes)
            return records.append("path", path.bytes)
        }
        set(Field.prefix, path.bytes[..<slash])
        set(Field.name, path.bytes[(slash + 1)...])
    }

    /// The last slash at which a path can be parted into a prefix and a name that both fit.
    private static func split(_ path: [UInt8]) -> Int? {
        let candidates = path.prefix(Field.prefix.count + 1).dropLast(path.last == UInt8(ascii: "/") ? 1 : 0)
        guard let slash = candidates.lastIndex(of: UInt8(ascii: "/")), slash > 0 else { return nil }
        return (1...Field.name.count).contains(path.count - slash - 1) ? slash : nil
    }

    private mutating func setLinkTarget(_ target: ByteString, _ records: inout PaxRecordWriter) {
        set(Field.linkTarget, target.bytes)
        if target.bytes.count > Field.linkTarget.count { records.append("linkpath", target.bytes) }
    }
}

extension TarEntry.Kind {
    fileprivate var flag: UInt8 {
        switch self {
        case .file: UInt8(ascii: "0")
        case .hardLink: UInt8(ascii: "1")
        case .symbolicLink: UInt8(ascii: "2")
        case .characterDevice: UInt8(ascii: "3")
        case .blockDevice: UInt8(ascii: "4")
        case .directory: UInt8(ascii: "5")
        case .fifo: UInt8(ascii: "6")
        }
    }
}
