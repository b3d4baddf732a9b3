// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Writes the records of a pax header.
struct PaxRecordWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ key: String, _ value: some Collection<UInt8>) {
        append(Array(key.utf8), value)
    }

    /// Appends records in the order of their names' bytes.
    mutating func append(_ values: [ByteString: [UInt8]], prefix: String) {
        for (key, value) in values.sorted(by: { $0.key < $1.key }) { append(Array(prefix.utf8) + key.bytes, value) }
    }

    /// Says that names are bytes, if there are any here and one of them is no text.
    mutating func markCharacterSet(of names: [ByteString]) {
        guard !bytes.isEmpty, !names.allSatisfy(\.isText) else { return }
        let records = bytes
        bytes = []
        append("hdrcharset", "BINARY".utf8)
        bytes += records
    }

    private mutating func append(_ key: [UInt8], _ value: some Collection<UInt8>) {
        // Besides key and value: a space, an equals sign, a line feed, and the length, which counts its own digits.
        let size = key.count + value.count + 3
        var length = size + String(size).utf8.count
        if String(length).utf8.count + size > length { length += 1 }
        bytes += Array("\(length) ".utf8)
        bytes += key
        bytes.append(UInt8(ascii: "="))
        bytes += value
        bytes.append(0x0a)
    }
}

extension TarEntry.Time {
    /// Seconds with as many decimals as are needed.
    var decimal: String {
        guard nanoseconds != 0 else { return String(seconds) }
        let isNegative = seconds < 0
        // Before 1970 the fraction counts backwards from the next whole second.
        let whole = isNegative ? (seconds + 1).magnitude : seconds.magnitude
        let fraction = String(1_000_000_000 + (isNegative ? 1_000_000_000 - nanoseconds : nanoseconds)).dropFirst()
        let digits = fraction.reversed().drop { $0 == "0" }.reversed()
        return "\(isNegative ? "-" : "")\(whole).\(String(digits))"
    }
}
