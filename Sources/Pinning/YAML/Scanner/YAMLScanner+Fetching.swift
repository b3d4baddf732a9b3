// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension YAMLScanner {
    /// Scans the next token, and the ends of blocks before it.
    mutating func fetch() throws(PinningError) {
        skipToToken()
        try forgetStaleKeys()
        closeBlocks(to: cursor.column)
        guard !cursor.isAtEnd else { return try fetchEnd() }
        if cursor.column == 0 {
            if cursor.stands("%") { return try fetchDirective() }
            if cursor.isAtDocument("-") { return try fetchDocument(.documentStart) }
            if cursor.isAtDocument(".") { return try fetchDocument(.documentEnd) }
        }
        let isFlow = flowLevel > 0
        switch Unicode.Scalar(cursor[0]) {
        case "[": try fetchFlowStart(.flowSequenceStart)
        case "{": try fetchFlowStart(.flowMappingStart)
        case "]": try fetchFlowEnd(.flowSequenceEnd)
        case "}": try fetchFlowEnd(.flowMappingEnd)
        case ",": try fetchFlowEntry()
        case "-" where cursor.isBlankOrEnd(ahead: 1): try fetchBlockEntry()
        case "?" where isFlow || cursor.isBlankOrEnd(ahead: 1): try fetchKey()
        case ":" where isFlow || cursor.isBlankOrEnd(ahead: 1): try fetchValue()
        case "*": try fetchName(.alias)
        case "&": try fetchName(.anchor)
        case "!": try fetchTag()
        case "|" where !isFlow: try fetchBlockScalar(.literal)
        case ">" where !isFlow: try fetchBlockScalar(.folded)
        case "'": try fetchQuotedScalar(.singleQuoted)
        case "\"": try fetchQuotedScalar(.doubleQuoted)
        case "|", ">", "#", "%", "@", "`", "\t":
            throw malformed("\(Self.shown(cursor[0])) cannot begin a text; put the text into quotes")
        default: try fetchPlainScalar()
        }
    }

    private static func shown(_ byte: UInt8) -> String {
        byte == 0x09 ? "a tab" : "\"\(Character(Unicode.Scalar(byte)))\""
    }

    /// Passes white space, comments and the ends of lines.
    private mutating func skipToToken() {
        while true {
            if cursor.column == 0, cursor.isAtByteOrderMark { cursor.skip() }
            // A tab is no indentation: it is passed only where no key may begin.
            while cursor.stands(" ") || ((flowLevel > 0 || !mayBeKey) && cursor.stands("\t")) { cursor.skip(1) }
            cursor.skipComment()
            guard cursor.skipBreak() != nil else { return }
            if flowLevel == 0 { mayBeKey = true }
        }
    }

    private mutating func fetchEnd() throws(PinningError) {
        // No key goes over the end of the file, also outside the innermost collection.
        cursor.finishLine()
        closeBlocks(to: -1)
        try forgetKey()
        mayBeKey = false
        append(.streamEnd, from: cursor.offset)
    }

    private mutating func fetchDocument(_ kind: YAMLToken.Kind) throws(PinningError) {
        closeBlocks(to: -1)
        try forgetKey()
        mayBeKey = false
        appendIndicator(kind, count: 3)
    }
}

// MARK: Indicators

extension YAMLScanner {
    private mutating func fetchFlowStart(_ kind: YAMLToken.Kind) throws(PinningError) {
        try noteKey()
        try openFlow()
        mayBeKey = true
        appendIndicator(kind)
    }

    private mutating func fetchFlowEnd(_ kind: YAMLToken.Kind) throws(PinningError) {
        try forgetKey()
        closeFlow()
        mayBeKey = false
        appendIndicator(kind)
    }

    private mutating func fetchFlowEntry() throws(PinningError) {
        try forgetKey()
        mayBeKey = true
        appendIndicator(.flowEntry)
    }

    private mutating func fetchBlockEntry() throws(PinningError) {
        // In a flow collection the parser refuses it, and says where.
        if flowLevel == 0 {
            guard mayBeKey else { throw malformed("an element of a list cannot begin here") }
            try openBlock(.blockSequenceStart, column: cursor.column, offset: cursor.offset)
        }
        try forgetKey()
        mayBeKey = true
        appendIndicator(.blockEntry)
    }

    private mutating func fetchKey() throws(PinningError) {
        if flowLevel == 0 {
            guard mayBeKey else { throw malformed("a key cannot begin here") }
            try openBlock(.blockMappingStart, column: cursor.column, offset: cursor.offset)
        }
        try forgetKey()
        mayBeKey = flowLevel == 0
        appendIndicator(.key)
    }

    private mutating func fetchValue() throws(PinningError) {
        if key.isPossible {
            try insertKey(key)
            key.isPossible = false
            mayBeKey = false
        } else {
            if flowLevel == 0 {
                guard mayBeKey else {
                    throw malformed("a value cannot begin here; put a text that holds \": \" into quotes")
                }
                try openBlock(.blockMappingStart, column: cursor.column, offset: cursor.offset)
            }
            mayBeKey = flowLevel == 0
        }
        appendIndicator(.value)
    }
}
