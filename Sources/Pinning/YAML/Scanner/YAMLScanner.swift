// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Takes a YAML file apart into tokens, in the way of libyaml.
///
/// Whether a text is a key shows only at the `:` behind it. Up to there, and for at most 1,024 characters of one line, the
/// tokens wait in a queue, into which the key's own token is then inserted.
struct YAMLScanner {
    var cursor: YAMLCursor
    /// The tokens that were scanned and not yet taken, beginning at `head`.
    private var queue: [YAMLToken] = []
    private var head = 0
    /// How many tokens were taken.
    private var taken = 0
    private var isReady = false
    /// The column of the block that the cursor is in; -1 outside of all.
    private(set) var indent = -1
    private var indents: [Int] = []
    /// What may turn out to be a key: one for the block, one for every flow collection that is open.
    var keys = [SimpleKey()]
    /// Whether a key may begin here.
    var mayBeKey = true

    init(_ bytes: [UInt8]) {
        cursor = YAMLCursor(bytes)
    }

    /// How many flow collections are open.
    var flowLevel: Int { keys.count - 1 }

    /// The next token, which stays.
    mutating func peek() throws(PinningError) -> YAMLToken {
        if !isReady {
            while try needsMore() { try fetch() }
            isReady = true
        }
        return queue[head]
    }

    /// Takes the token that was looked at.
    mutating func skip() {
        isReady = false
        taken += 1
        head += 1
        guard head == queue.count else { return }
        queue.removeAll(keepingCapacity: true)
        head = 0
    }

    /// The number of the token that is scanned next.
    var nextNumber: Int { taken + queue.count - head }

    private mutating func needsMore() throws(PinningError) -> Bool {
        guard head < queue.count else { return true }
        try forgetStaleKeys()
        return keys.contains { $0.isPossible && $0.number == taken }
    }

    /// The error for what is malformed.
    func malformed(_ message: String, at offset: Int? = nil) -> PinningError {
        PinningError(.malformed, message, offset: offset ?? cursor.offset)
    }
}

// MARK: Tokens

extension YAMLScanner {
    mutating func append(_ token: YAMLToken) { queue.append(token) }

    /// Appends a token that ends here.
    mutating func append(_ kind: YAMLToken.Kind, from start: Int, _ content: YAMLToken.Content = .none) {
        queue.append(YAMLToken(kind: kind, span: start..<cursor.offset, content: content))
    }

    /// Appends the token of an indicator, and passes the indicator.
    mutating func appendIndicator(_ kind: YAMLToken.Kind, count: Int = 1) {
        let start = cursor.offset
        cursor.skip(count)
        append(kind, from: start)
    }

    /// Inserts the tokens that make a key of what was scanned since.
    mutating func insertKey(_ key: SimpleKey) throws(PinningError) {
        let place = head + key.number - taken
        queue.insert(YAMLToken(kind: .key, span: key.offset..<key.offset), at: place)
        try openBlock(.blockMappingStart, column: key.column, offset: key.offset, place: place)
    }
}

// MARK: Blocks

extension YAMLScanner {
    /// Opens a block when the column is deeper than the current one's.
    mutating func openBlock(
        _ kind: YAMLToken.Kind,
        column: Int,
        offset: Int,
        place: Int? = nil
    ) throws(PinningError) {
        guard flowLevel == 0, indent < column else { return }
        guard indents.count < YAMLStream.maximumDepth else { throw YAMLStream.tooDeep(at: offset) }
        indents.append(indent)
        indent = column
        queue.insert(YAMLToken(kind: kind, span: offset..<offset), at: place ?? queue.count)
    }

    /// Closes the blocks that are deeper than a column.
    mutating func closeBlocks(to column: Int) {
        guard flowLevel == 0 else { return }
        while indent > column, let outer = indents.popLast() {
            append(.blockEnd, from: cursor.offset)
            indent = outer
        }
    }
}
