// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension HCLReader {
    /// Reads a value.
    mutating func expression() throws(PinningError) -> HCLExpression {
        try enter()
        defer { depth -= 1 }
        let first = try operation()
        try skipSpace()
        guard next == UInt8(ascii: "?") else { return first }
        take(1)
        let whenTrue = try expression()
        try skipSpace()
        guard next == UInt8(ascii: ":") else { throw malformed("a condition has no other branch") }
        take(1)
        return .conditional(first, [whenTrue, try expression()])
    }

    /// Reads operands between operators; one operand alone is itself.
    private mutating func operation() throws(PinningError) -> HCLExpression {
        var operands: [HCLExpression] = []
        var isPlain = true
        while true {
            try skipSpace()
            while next == UInt8(ascii: "!") || next == UInt8(ascii: "-") {
                take(1)
                isPlain = false
                try skipSpace()
            }
            operands.append(try operand())
            try skipSpace()
            let length = operatorLength
            guard length > 0 else { break }
            take(length)
            isPlain = false
        }
        return isPlain ? operands[0] : .opaque(operands)
    }

    private var operatorLength: Int {
        switch next {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "%"): 1
        case UInt8(ascii: "<"), UInt8(ascii: ">"): peek(1) == UInt8(ascii: "=") ? 2 : 1
        case UInt8(ascii: "="), UInt8(ascii: "!"): peek(1) == UInt8(ascii: "=") ? 2 : 0
        case UInt8(ascii: "&"): peek(1) == UInt8(ascii: "&") ? 2 : 0
        case UInt8(ascii: "|"): peek(1) == UInt8(ascii: "|") ? 2 : 0
        default: 0
        }
    }

    private mutating func operand() throws(PinningError) -> HCLExpression {
        var result = try primary()
        while true {
            if next == UInt8(ascii: "."), peek(1) != UInt8(ascii: ".") {
                take(1)
                if next == UInt8(ascii: "*") {
                    take(1)
                } else if identifier() == nil, !number() {
                    throw malformed("a name is missing behind a dot")
                }
                result = .opaque([result])
            } else if next == UInt8(ascii: "[") {
                take(1)
                var parts = [result]
                try withLineFeedsIgnored { (reader) throws(PinningError) in
                    if reader.next == UInt8(ascii: "*") {
                        reader.take(1)
                    } else {
                        parts.append(try reader.expression())
                    }
                    try reader.close("]")
                }
                result = .opaque(parts)
            } else {
                return result
            }
        }
    }

    private mutating func primary() throws(PinningError) -> HCLExpression {
        switch next {
        case UInt8(ascii: "\""): return .template(try template(.quoted))
        case UInt8(ascii: "<") where peek(1) == UInt8(ascii: "<"): return .template(try heredoc())
        case UInt8(ascii: "["): return try list()
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "("):
            take(1)
            var inner = HCLExpression.opaque([])
            try withLineFeedsIgnored { (reader) throws(PinningError) in
                inner = try reader.expression()
                try reader.close(")")
            }
            return inner
        default:
            let start = position
            guard number() else { return try named() }
            return .constant(String(decoding: bytes[start..<position], as: UTF8.self))
        }
    }

    private mutating func number() -> Bool {
        var index = position
        while index < end, Self.isDigit(bytes[index]) { index += 1 }
        guard index > position else { return false }
        if index + 1 < end, bytes[index] == UInt8(ascii: "."), Self.isDigit(bytes[index + 1]) {
            index += 1
            while index < end, Self.isDigit(bytes[index]) { index += 1 }
        }
        if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
            var exponent = index + 1
            if exponent < end, bytes[exponent] == UInt8(ascii: "+") || bytes[exponent] == UInt8(ascii: "-") {
                exponent += 1
            }
            if exponent < end, Self.isDigit(bytes[exponent]) {
                while exponent < end, Self.isDigit(bytes[exponent]) { exponent += 1 }
                index = exponent
            }
        }
        take(index - position, as: "number")
        return true
    }

    /// Reads what begins with a name: a variable, a constant, or a call.
    private mutating func named() throws(PinningError) -> HCLExpression {
        let start = position
        guard let name = identifier() else { throw malformed("a value is missing") }
        let use = HCLVariableUse(name: name, span: start..<position)
        while starts(with: "::") {
            take(2)
            guard identifier() != nil else { throw malformed("the name of a function is missing") }
        }
        guard next == UInt8(ascii: "(") else {
            switch name {
            case "true", "false": return .constant(name)
            case "null": return .opaque([])
            default: return .variable(use)
            }
        }
        take(1)
        var arguments: [HCLExpression] = []
        try withLineFeedsIgnored { (reader) throws(PinningError) in
            arguments = try reader.values(before: ")")
        }
        return .opaque(arguments)
    }
}
