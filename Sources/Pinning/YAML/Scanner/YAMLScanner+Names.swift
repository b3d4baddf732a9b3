// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension YAMLScanner {
    /// Scans `&name` or `*name`.
    mutating func fetchName(_ kind: YAMLToken.Kind) throws(PinningError) {
        try noteKey()
        mayBeKey = false
        let start = cursor.offset
        cursor.skip(1)
        let name = scanName()
        guard !name.isEmpty, cursor.isBlankOrEnd() || Self.mayFollowName(cursor[0]) else {
            throw malformed("\(kind == .alias ? "an alias" : "an anchor") has no valid name", at: start)
        }
        append(kind, from: start, .name(name))
    }

    /// Scans `!tag`, `!!tag`, `!handle!tag` or `!<tag>`.
    mutating func fetchTag() throws(PinningError) {
        try noteKey()
        mayBeKey = false
        let start = cursor.offset
        var handle = ""
        if cursor.stands("<", ahead: 1) {
            cursor.skip(2)
            try scanURI(isWide: true, mayBeEmpty: false)
            guard cursor.stands(">") else { throw malformed("a tag has no \">\" at its end", at: start) }
            cursor.skip(1)
        } else {
            handle = try scanHandle()
            let isNamed = handle.utf8.count > 1 && handle.utf8.last == UInt8(ascii: "!")
            let end = cursor.offset
            try scanURI(isWide: false, mayBeEmpty: !isNamed)
            // What was read as a handle and does not end in `!` belongs to the tag, whose handle is `!`; `!` alone has none.
            if !isNamed { handle = handle == "!" && cursor.offset == end ? "" : "!" }
        }
        guard cursor.isBlankOrEnd() || (flowLevel > 0 && cursor.stands(",")) else {
            throw malformed("a tag must end with white space", at: start)
        }
        append(.tag, from: start, .handle(handle))
    }

    /// Scans `%YAML 1.2` or `%TAG !handle! prefix`.
    mutating func fetchDirective() throws(PinningError) {
        closeBlocks(to: -1)
        try forgetKey()
        mayBeKey = false
        let start = cursor.offset
        cursor.skip(1)
        let name = scanName()
        guard cursor.isBlankOrEnd() else { throw malformed("a directive has no valid name", at: start) }
        cursor.skipBlanks()
        switch name {
        case "YAML":
            guard try scanNumber() == 1, cursor.stands(".") else { throw unknownVersion(at: start) }
            cursor.skip(1)
            guard [1, 2].contains(try scanNumber()) else { throw unknownVersion(at: start) }
            append(.versionDirective, from: start)
        case "TAG":
            let handle = try scanHandle()
            guard handle == "!" || handle.utf8.last == UInt8(ascii: "!"), cursor.isBlank() else {
                throw malformed("a %TAG directive has no valid handle", at: start)
            }
            cursor.skipBlanks()
            try scanURI(isWide: true, mayBeEmpty: false)
            guard cursor.isBlankOrEnd() else { throw malformed("a %TAG directive has no valid prefix", at: start) }
            append(.tagDirective, from: start, .handle(handle))
        default: throw malformed("a directive is neither %YAML nor %TAG", at: start)
        }
        cursor.skipBlanks()
        cursor.skipComment()
        guard cursor.isBreakOrEnd() else { throw malformed("text stands behind a directive") }
        cursor.skipBreak()
    }

    private func unknownVersion(at offset: Int) -> PinningError {
        malformed("the file is not YAML 1.1 or 1.2", at: offset)
    }

    private static func mayFollowName(_ byte: UInt8) -> Bool {
        "?:,]}%@`".utf8.contains(byte)
    }
}

// MARK: Parts

extension YAMLScanner {
    private mutating func scanName() -> String {
        let start = cursor.offset
        while cursor.isAtName { cursor.skip(1) }
        return String(decoding: cursor[start..<cursor.offset], as: UTF8.self)
    }

    private mutating func scanNumber() throws(PinningError) -> Int {
        let start = cursor.offset
        while cursor.isAtDigit { cursor.skip(1) }
        guard (1...9).contains(cursor.offset - start) else { throw unknownVersion(at: start) }
        return cursor[start..<cursor.offset].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// Scans `!`, `!!`, `!name!`, or `!name` where that is the beginning of a tag.
    private mutating func scanHandle() throws(PinningError) -> String {
        let start = cursor.offset
        guard cursor.stands("!") else { throw malformed("a tag does not begin with \"!\"") }
        cursor.skip(1)
        _ = scanName()
        if cursor.stands("!") { cursor.skip(1) }
        return String(decoding: cursor[start..<cursor.offset], as: UTF8.self)
    }

    /// Passes the characters of an URI; what they say concerns nobody here, only where they end.
    private mutating func scanURI(isWide: Bool, mayBeEmpty: Bool) throws(PinningError) {
        let start = cursor.offset
        while true {
            if cursor.stands("%") {
                try scanEscape()
            } else if cursor.isAtName || ";/?:@&=+$.!~*'()".utf8.contains(cursor[0])
                || (isWide && ",[]".utf8.contains(cursor[0]))
            {
                cursor.skip(1)
            } else {
                break
            }
        }
        guard mayBeEmpty || cursor.offset > start else { throw malformed("a tag is empty", at: start) }
    }

    /// Passes the escaped bytes of one character, such as `%C3%A9`.
    private mutating func scanEscape() throws(PinningError) {
        var left = 1
        var isFirst = true
        while left > 0 {
            guard cursor.stands("%"), let high = Self.hex(cursor[1]), let low = Self.hex(cursor[2]) else {
                throw malformed("a tag holds \"%\" without two hexadecimal digits")
            }
            let byte = high << 4 | low
            if isFirst {
                guard let count = Self.count(ofCharacterBeginning: byte) else {
                    throw malformed("the escapes in a tag are not UTF-8")
                }
                left = count
                isFirst = false
            } else if byte & 0xc0 != 0x80 {
                throw malformed("the escapes in a tag are not UTF-8")
            }
            cursor.skip(3)
            left -= 1
        }
    }

    private static func count(ofCharacterBeginning byte: UInt32) -> Int? {
        switch byte {
        case 0..<0x80: 1
        case 0xc0..<0xe0: 2
        case 0xe0..<0xf0: 3
        case 0xf0..<0xf8: 4
        default: nil
        }
    }

    /// The value of a hexadecimal digit.
    static func hex(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }
}
