// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The name of one upload: 32 random hexadecimal digits.
public struct UploadID: Hashable, Sendable {
    /// The digits.
    public let rawValue: String

    /// Creates a new, unguessable identifier.
    public init() {
        var generator = SystemRandomNumberGenerator()
        self.rawValue = Hexadecimal.encode((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    /// Reads an identifier from a URL; anything but 32 lower-case hexadecimal digits gives nil.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 32,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.rawValue = String(text)
    }
}

extension UploadID: CustomStringConvertible {
    /// The digits.
    public var description: String { rawValue }
}
