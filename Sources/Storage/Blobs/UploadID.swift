// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The name of one upload: 32 random hexadecimal digits.
public struct UploadID: Hashable, Sendable {
    /// What the names begin with of files that a crash leaves useless.
    static let passingPrefix = "put-"

    /// The digits, after a prefix for an upload that passes.
    public let rawValue: String

    /// Creates a new, unguessable identifier.
    public init() {
        self.rawValue = Self.digits()
    }

    private init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Creates the name of an upload that lives no longer than this process.
    ///
    /// No client can name it, it is not counted among the open ones, and a start removes what a crash left of it.
    public static func passing() -> UploadID {
        UploadID(rawValue: passingPrefix + digits())
    }

    /// Reads the name again that a store wrote down.
    init?(stored text: some StringProtocol) {
        let isPassing = text.hasPrefix(Self.passingPrefix)
        guard let plain = UploadID(isPassing ? text.dropFirst(Self.passingPrefix.count) : text[...]) else { return nil }
        self.rawValue = isPassing ? Self.passingPrefix + plain.rawValue : plain.rawValue
    }

    /// Tells whether the upload lives no longer than this process.
    var isPassing: Bool { rawValue.hasPrefix(Self.passingPrefix) }

    private static func digits() -> String {
        var generator = SystemRandomNumberGenerator()
        return Hexadecimal.encode((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
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
    /// The raw value.
    public var description: String { rawValue }
}
