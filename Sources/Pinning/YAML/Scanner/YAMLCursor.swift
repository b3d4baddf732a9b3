// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A place in the bytes of a YAML file, and what stands there.
///
/// The bytes must be valid UTF-8 without the NUL byte. Behind their end stand some NULs, so that looking a few bytes ahead
/// needs no care.
struct YAMLCursor {
    private let bytes: [UInt8]
    private(set) var offset = 0
    private(set) var line = 0
    /// How many characters of the line were passed.
    private(set) var column = 0

    /// Creates a cursor at the beginning of the bytes, after a byte order mark.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes + [UInt8](repeating: 0, count: 12)
        if bytes.starts(with: Self.byteOrderMark) { offset = Self.byteOrderMark.count }
    }

    static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    /// The byte at a distance of at most ten.
    subscript(ahead: Int) -> UInt8 { bytes[offset + ahead] }

    subscript(range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

    func stands(_ character: Unicode.Scalar, ahead: Int = 0) -> Bool {
        UInt32(bytes[offset + ahead]) == character.value
    }

    var isAtEnd: Bool { bytes[offset] == 0 }

    var isAtByteOrderMark: Bool {
        bytes[offset] == 0xef && bytes[offset + 1] == 0xbb && bytes[offset + 2] == 0xbf
    }

    /// Whether `---` or `...` stands at the beginning of the line, with nothing behind it.
    var isAtDocumentIndicator: Bool { isAtDocument("-") || isAtDocument(".") }

    func isAtDocument(_ character: Unicode.Scalar) -> Bool {
        column == 0 && stands(character) && stands(character, ahead: 1) && stands(character, ahead: 2)
            && isBlankOrEnd(ahead: 3)
    }

    /// Whether a line ends here.
    func isBreak(ahead: Int = 0) -> Bool { breakWidth(at: offset + ahead) > 0 }

    /// Whether a space or a tab stands here.
    func isBlank(ahead: Int = 0) -> Bool {
        let byte = bytes[offset + ahead]
        return byte == 0x20 || byte == 0x09
    }

    func isBreakOrEnd(ahead: Int = 0) -> Bool { bytes[offset + ahead] == 0 || isBreak(ahead: ahead) }

    func isBlankOrEnd(ahead: Int = 0) -> Bool { isBlank(ahead: ahead) || isBreakOrEnd(ahead: ahead) }

    /// Whether a letter, a digit, `_` or `-` stands here: what names are made of.
    var isAtName: Bool {
        switch bytes[offset] {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x2d: true
        default: false
        }
    }

    var isAtDigit: Bool { (0x30...0x39).contains(bytes[offset]) }

    /// How many bytes the end of a line has; 0 where none is.
    private func breakWidth(at offset: Int) -> Int {
        switch bytes[offset] {
        case 0x0a: 1
        case 0x0d: bytes[offset + 1] == 0x0a ? 2 : 1
        case 0xc2: bytes[offset + 1] == 0x85 ? 2 : 0
        case 0xe2: bytes[offset + 1] == 0x80 && bytes[offset + 2] & 0xfe == 0xa8 ? 3 : 0
        default: 0
        }
    }
}

// MARK: Moving on

extension YAMLCursor {
    /// Passes one character.
    mutating func skip() {
        switch bytes[offset] {
        case 0..<0x80: offset += 1
        case 0..<0xe0: offset += 2
        case 0..<0xf0: offset += 3
        default: offset += 4
        }
        column += 1
    }

    /// Passes some characters of one byte each.
    mutating func skip(_ count: Int) {
        offset += count
        column += count
    }

    /// Passes the end of a line, and tells its bytes; nil when no line ends here.
    @discardableResult
    mutating func skipBreak() -> Range<Int>? {
        let width = breakWidth(at: offset)
        guard width > 0 else { return nil }
        offset += width
        line += 1
        column = 0
        return offset - width..<offset
    }

    /// Ends the last line of the file where no line feed does.
    mutating func finishLine() {
        guard column > 0 else { return }
        line += 1
        column = 0
    }

    mutating func skipBlanks() {
        while isBlank() { skip(1) }
    }

    /// Passes a comment, if one begins here.
    mutating func skipComment() {
        guard stands("#") else { return }
        while !isBreakOrEnd() { skip() }
    }
}
