// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension HCLReader {
    mutating func list() throws(PinningError) -> HCLExpression {
        take(1)
        var result = HCLExpression.opaque([])
        try withLineFeedsIgnored { (reader) throws(PinningError) in
            try reader.skipSpace()
            result =
                reader.isLoop ? .opaque(try reader.loop(before: "]")) : .list(try reader.values(before: "]"))
        }
        return result
    }

    mutating func object() throws(PinningError) -> HCLExpression {
        take(1)
        try skipLines()
        if isLoop {
            var parts: [HCLExpression] = []
            try withLineFeedsIgnored { (reader) throws(PinningError) in
                parts = try reader.loop(before: "}")
            }
            return .opaque(parts)
        }
        let before = ignoresLineFeeds
        ignoresLineFeeds = false
        defer { ignoresLineFeeds = before }
        var items: [HCLObjectItem] = []
        while next != UInt8(ascii: "}") {
            items.append(try objectItem())
            try skipSpace()
            if next == UInt8(ascii: ",") {
                take(1)
            } else if next != 0x0a, next != UInt8(ascii: "}") {
                throw malformed("an object has no closing brace")
            }
            try skipLines()
        }
        take(1)
        return .object(items)
    }

    private mutating func objectItem() throws(PinningError) -> HCLObjectItem {
        let isComputed = next == UInt8(ascii: "(")
        let key = try expression()
        try skipSpace()
        guard next == UInt8(ascii: "=") || next == UInt8(ascii: ":") else {
            throw malformed("a key of an object has no value")
        }
        take(1)
        let value = try expression()
        switch key {
        case .variable(let use) where !isComputed:
            return HCLObjectItem(name: use.name, key: nil, value: value)
        case .template(let template) where template.literal != nil:
            return HCLObjectItem(name: template.literal?.value, key: nil, value: value)
        default:
            return HCLObjectItem(name: nil, key: key, value: value)
        }
    }

    /// Reads values between commas, up to a closing bracket, which is taken.
    mutating func values(before closing: Unicode.Scalar) throws(PinningError) -> [HCLExpression] {
        var elements: [HCLExpression] = []
        while true {
            try skipSpace()
            if let next, next == UInt8(ascii: closing) { break }
            elements.append(try expression())
            try skipSpace()
            if starts(with: "...") {
                take(3)
                try skipSpace()
            }
            guard next == UInt8(ascii: ",") else { break }
            take(1)
        }
        try close(closing)
        return elements
    }

    /// Whether a loop stands here: the word `for`.
    private var isLoop: Bool {
        guard starts(with: "for"), let byte = peek(3) else { return false }
        return byte == 0x20 || byte == 0x09 || byte == 0x0a
    }

    private mutating func loop(before closing: Unicode.Scalar) throws(PinningError) -> [HCLExpression] {
        take(3, as: "name")
        var parts: [HCLExpression] = []
        repeat {
            if next == UInt8(ascii: ",") { take(1) }
            try skipSpace()
            guard identifier() != nil else { throw malformed("a loop has no variable") }
            try skipSpace()
        } while next == UInt8(ascii: ",")
        guard starts(with: "in") else { throw malformed("a loop has nothing to run over") }
        take(2, as: "name")
        parts.append(try expression())
        try skipSpace()
        guard next == UInt8(ascii: ":") else { throw malformed("a loop has no value") }
        take(1)
        parts.append(try expression())
        try skipSpace()
        if starts(with: "=>") {
            take(2)
            parts.append(try expression())
            try skipSpace()
        }
        if starts(with: "...") {
            take(3)
            try skipSpace()
        }
        if starts(with: "if") {
            take(2, as: "name")
            parts.append(try expression())
        }
        try close(closing)
        return parts
    }

    mutating func close(_ closing: Unicode.Scalar) throws(PinningError) {
        try skipSpace()
        guard let next, next == UInt8(ascii: closing) else { throw malformed("\(closing) is missing") }
        take(1)
    }

    mutating func withLineFeedsIgnored(
        _ read: (inout HCLReader) throws(PinningError) -> Void
    ) throws(PinningError) {
        let before = ignoresLineFeeds
        ignoresLineFeeds = true
        defer { ignoresLineFeeds = before }
        try read(&self)
    }
}
