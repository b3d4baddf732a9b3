// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The text of a bcrypt hash, checked: `$2b$10$` with 22 characters of salt and 31 of hash.
struct BcryptHash {
    /// The work factors taken from a file.
    ///
    /// A hash of a higher one is a way to burn the processor.
    static let costs = 4...14

    let text: String
    let cost: Int

    init(_ text: some StringProtocol) throws(BcryptError) {
        let bytes = Array(text.utf8)
        guard bytes.starts(with: "$2".utf8), bytes.count > 6, "aby".utf8.contains(bytes[2]), bytes[3] == Self.dollar
        else {
            throw .notBcrypt
        }
        guard let tens = Self.digit(bytes[4]), let ones = Self.digit(bytes[5]), bytes[6] == Self.dollar else {
            throw .notBcrypt
        }
        guard bytes.count == 60, bytes[7...].allSatisfy(Self.isSaltCharacter) else { throw .damaged }
        let cost = tens * 10 + ones
        guard Self.costs.contains(cost) else { throw .cost(allowed: Self.costs) }
        self.text = String(text)
        self.cost = cost
    }

    /// Makes a hash that no password gives, to be verified against where there is no real one.
    static func unmatchable(cost: Int) -> String {
        "$2b$\(cost < 10 ? "0" : "")\(cost)$" + String(repeating: ".", count: 53)
    }

    private static let dollar = UInt8(ascii: "$")

    private static func digit(_ byte: UInt8) -> Int? { (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : nil }

    private static func isSaltCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "/"):
            true
        default:
            false
        }
    }
}
