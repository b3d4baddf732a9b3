// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A reader of one `WWW-Authenticate` header, which may hold several challenges divided by the same commas that divide
/// their parameters.
struct ChallengeParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ header: String) {
        self.bytes = Array(header.utf8)
    }

    mutating func challenges() -> [Challenge] {
        var result: [Challenge] = []
        skip { $0 == UInt8(ascii: ",") || Self.isBlank($0) }
        while position < bytes.count {
            guard let challenge = challenge() else { return result }
            result.append(challenge)
        }
        return result
    }

    private mutating func challenge() -> Challenge? {
        guard let scheme = token() else { return nil }
        guard position == bytes.count || Self.isBlank(bytes[position]) || bytes[position] == UInt8(ascii: ",") else {
            return nil
        }
        skip(Self.isBlank)
        var parameters: [String: String] = [:]
        if !skipToken68() {
            while let name = parameterName() {
                guard let value = value(), parameters.updateValue(value, forKey: name) == nil else { return nil }
                skip(Self.isBlank)
                guard position == bytes.count || bytes[position] == UInt8(ascii: ",") else { return nil }
                skip { $0 == UInt8(ascii: ",") || Self.isBlank($0) }
            }
        }
        skip { $0 == UInt8(ascii: ",") || Self.isBlank($0) }
        return Challenge(scheme: scheme.lowercased(), parameters: parameters)
    }

    /// Reads a name and the equals sign after it; anything else is left where it is, since it begins a challenge.
    private mutating func parameterName() -> String? {
        let start = position
        guard let name = token() else { return nil }
        skip(Self.isBlank)
        guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else {
            position = start
            return nil
        }
        position += 1
        skip(Self.isBlank)
        return name.lowercased()
    }

    private mutating func value() -> String? {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return token() }
        position += 1
        var text: [UInt8] = []
        while position < bytes.count {
            var byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return String(validating: text, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") {
                guard position < bytes.count else { return nil }
                byte = bytes[position]
                position += 1
            }
            text.append(byte)
        }
        return nil
    }

    /// Skips the one token that some schemes have instead of parameters, such as `Negotiate YII=`.
    private mutating func skipToken68() -> Bool {
        let start = position
        skip { Self.isToken($0) || $0 == UInt8(ascii: "/") }
        let hasToken = position > start
        skip { $0 == UInt8(ascii: "=") }
        skip(Self.isBlank)
        let isWhole = position == bytes.count || bytes[position] == UInt8(ascii: ",")
        if hasToken, isWhole { return true }
        position = start
        return false
    }

    private mutating func token() -> String? {
        let start = position
        skip(Self.isToken)
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
        while position < bytes.count, isSkipped(bytes[position]) { position += 1 }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
