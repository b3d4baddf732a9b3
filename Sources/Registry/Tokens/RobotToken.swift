// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage

/// The text of a robot's token: a prefix people and secret scanners recognise, a public half and a secret half.
struct RobotToken {
    static let prefix = "hft_"

    /// The public half: the key it is stored under.
    let id: String
    /// The secret half, of which only the hash is stored.
    let secret: String

    /// Makes a new token.
    init() {
        self.id = String(UploadID().rawValue.prefix(12))
        self.secret = UploadID().rawValue + UploadID().rawValue
    }

    /// Reads a token's text; anything else gives nil.
    init?(_ text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let halves = text.dropFirst(Self.prefix.count).split(separator: "_", omittingEmptySubsequences: false)
        guard halves.count == 2, halves[0].utf8.count == 12, halves[1].utf8.count == 64 else { return nil }
        self.id = String(halves[0])
        self.secret = String(halves[1])
    }

    var text: String { "\(Self.prefix)\(id)_\(secret)" }

    /// The secret has 256 random bits, so a plain hash is enough: there is nothing to guess.
    var secretHash: String { Digest(of: Array(secret.utf8)).hex }

    func matches(_ record: TokenRecord) -> Bool {
        ConstantTime.equal(Array(secretHash.utf8), Array(record.secretHash.utf8))
    }
}
