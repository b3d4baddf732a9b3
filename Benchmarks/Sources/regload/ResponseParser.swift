// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An incremental parser of HTTP/1.1 responses on a keep-alive connection.
///
/// It keeps no body, only its length, and the first bytes of an error for the message. Bytes may arrive in pieces of
/// any size; a line that arrives whole is read where it lies, so that the usual response costs no allocation.
struct ResponseParser {
    /// Whether the response to come has a body.
    enum BodyRule {
        /// As its header fields say.
        case declared
        /// None, as for HEAD, whatever its header fields say.
        case absent
    }

    private(set) var status = 0
    private(set) var bodyLength = 0
    private(set) var declaredLength: Int?
    private(set) var location: String?
    private(set) var errorExcerpt: [UInt8] = []

    /// Whether the server closes the connection after this response.
    private(set) var closes = false

    private let rule: BodyRule
    private var state = State.statusLine
    private var isChunked = false
    private var partialLine: [UInt8] = []

    init(body rule: BodyRule) {
        self.rule = rule
    }

    var isComplete: Bool { state == .complete }

    /// Forgets the response that was read and waits for the next one.
    mutating func reset() {
        beginHead()
        partialLine.removeAll(keepingCapacity: true)
        errorExcerpt.removeAll(keepingCapacity: true)
        bodyLength = 0
    }

    /// Reads bytes from the connection, up to the end of the response.
    ///
    /// - Returns: How many bytes belong to this response.
    /// - Throws: When the bytes are not an HTTP/1.1 response of a known length.
    mutating func consume(_ bytes: UnsafeRawBufferPointer) throws(LoadError) -> Int {
        var rest = bytes
        while !rest.isEmpty, !isComplete {
            let count =
                switch state {
                case .body(let remaining), .chunk(let remaining): take(remaining, of: rest)
                default: try takeLine(of: rest)
                }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return bytes.count - rest.count
    }
}

// MARK: States

extension ResponseParser {
    private enum State: Equatable {
        case statusLine
        case fields
        case body(remaining: Int)
        case chunkSize
        case chunk(remaining: Int)
        case chunkEnd
        case trailers
        case complete
    }

    private mutating func beginHead() {
        state = .statusLine
        status = 0
        location = nil
        closes = false
        declaredLength = nil
        isChunked = false
    }

    private mutating func read(line: UnsafeRawBufferPointer) throws(LoadError) {
        switch state {
        case .statusLine:
            try readStatus(line)
            state = .fields
        case .fields where line.isEmpty:
            try beginBody()
        case .fields:
            try readField(line)
        case .chunkSize:
            guard let size = Self.integer(line, radix: 16) else { throw LoadError("a chunk without a size") }
            state = size == 0 ? .trailers : .chunk(remaining: size)
        case .chunkEnd:
            guard line.isEmpty else { throw LoadError("a chunk longer than its size") }
            state = .chunkSize
        case .trailers:
            if line.isEmpty { state = .complete }
        case .body, .chunk, .complete:
            break
        }
    }

    private mutating func beginBody() throws(LoadError) {
        if status < 200 {
            beginHead()
        } else if rule == .absent || status == 204 || status == 304 {
            state = .complete
        } else if isChunked {
            state = .chunkSize
        } else if let length = declaredLength {
            state = length == 0 ? .complete : .body(remaining: length)
        } else {
            throw LoadError("a response (status \(status)) with neither a length nor chunks")
        }
    }

    private mutating func take(_ remaining: Int, of bytes: UnsafeRawBufferPointer) -> Int {
        let count = min(remaining, bytes.count)
        let left = remaining - count
        bodyLength += count
        if status >= 400, errorExcerpt.count < 300 {
            errorExcerpt.append(contentsOf: bytes.prefix(min(count, 300)))
        }
        if case .body = state {
            state = left == 0 ? .complete : .body(remaining: left)
        } else {
            state = left == 0 ? .chunkEnd : .chunk(remaining: left)
        }
        return count
    }
}

// MARK: Lines

extension ResponseParser {
    private mutating func takeLine(of bytes: UnsafeRawBufferPointer) throws(LoadError) -> Int {
        guard let start = bytes.baseAddress, let newline = memchr(start, 0x0a, bytes.count) else {
            partialLine.append(contentsOf: bytes)
            guard partialLine.count < 65_536 else { throw LoadError("a header line without an end") }
            return bytes.count
        }
        let count = newline - UnsafeMutableRawPointer(mutating: start)
        let end = UnsafeRawBufferPointer(rebasing: bytes[..<count])
        if partialLine.isEmpty {
            try read(line: Self.withoutReturn(end))
        } else {
            var line = partialLine
            partialLine.removeAll(keepingCapacity: true)
            line.append(contentsOf: end)
            try line.withUnsafeBufferPointer { (bytes) throws(LoadError) in
                try read(line: Self.withoutReturn(UnsafeRawBufferPointer(bytes)))
            }
        }
        return count + 1
    }

    private mutating func readStatus(_ line: UnsafeRawBufferPointer) throws(LoadError) {
        guard line.count >= 12, Self.matches(line.prefix(9), "http/1.1 "),
            let status = Self.integer(UnsafeRawBufferPointer(rebasing: line[9..<12]), radix: 10)
        else { throw LoadError("not an HTTP/1.1 response: \(String(decoding: line.prefix(80), as: UTF8.self))") }
        self.status = status
    }

    private mutating func readField(_ line: UnsafeRawBufferPointer) throws(LoadError) {
        guard let colon = line.firstIndex(of: 0x3a) else { throw LoadError("a header line without a colon") }
        let name = line[..<colon]
        var value = UnsafeRawBufferPointer(rebasing: line[(colon + 1)...])
        while value.first == 0x20 { value = UnsafeRawBufferPointer(rebasing: value.dropFirst()) }

        if Self.matches(name, "content-length") {
            guard let length = Self.integer(value, radix: 10) else { throw LoadError("a wrong Content-Length") }
            declaredLength = length
        } else if Self.matches(name, "transfer-encoding") {
            isChunked = Self.matches(value[...], "chunked")
        } else if Self.matches(name, "connection") {
            closes = Self.matches(value[...], "close")
        } else if Self.matches(name, "location") {
            location = String(decoding: value, as: UTF8.self)
        }
    }

    private static func withoutReturn(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        line.last == 0x0d ? UnsafeRawBufferPointer(rebasing: line.dropLast()) : line
    }

    /// Compares ASCII text with a lower-case literal, whatever the case of the text.
    private static func matches(_ text: Slice<UnsafeRawBufferPointer>, _ literal: StaticString) -> Bool {
        guard text.count == literal.utf8CodeUnitCount else { return false }
        return literal.withUTF8Buffer { literal in
            for (byte, expected) in zip(text, literal) {
                let lowercase = byte &- 0x41 < 26 ? byte | 0x20 : byte
                guard lowercase == expected else { return false }
            }
            return true
        }
    }

    /// Reads the digits at the start of the text; a chunk size may be followed by an extension.
    private static func integer(_ text: UnsafeRawBufferPointer, radix: Int) -> Int? {
        var value = 0
        var digits = 0
        for byte in text {
            let digit: Int
            switch byte {
            case 0x30...0x39: digit = Int(byte) - 0x30
            case 0x61...0x66 where radix == 16: digit = Int(byte) - 0x57
            case 0x41...0x46 where radix == 16: digit = Int(byte) - 0x37
            default: return digits > 0 ? value : nil
            }
            digits += 1
            guard digits <= 15 else { return nil }
            value = value * radix + digit
        }
        return digits > 0 ? value : nil
    }
}
