// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The bytes of a file that references are looked for in, with its name.
///
/// Everything in this room that is said of a file is said in offsets into these bytes; nothing is ever written back but a
/// splice of them.
public struct SourceText: Hashable, Sendable {
    /// The most bytes of a file that is read; what people write by hand is far smaller.
    public static let maximumSize = 4 << 20
    /// The most bytes of the standard input that are read: programs render all that they deploy in one stream.
    public static let maximumInputSize = 32 << 20

    /// The file's name as it is shown, such as `deploy/web.yaml`; `-` for the standard input.
    public let path: String
    /// The bytes of the file.
    public let bytes: [UInt8]

    /// Creates a text.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// The text in a range of bytes; nil when the bytes are not valid UTF-8 or the range is outside.
    public func text(in range: Range<Int>) -> String? {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return nil }
        return String(validating: bytes[range], as: UTF8.self)
    }
}
