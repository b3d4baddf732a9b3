// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension YAMLScanner {
    /// A place where a key may begin.
    struct SimpleKey {
        var isPossible = false
        /// Whether only a key can stand there.
        var isRequired = false
        /// The number of the token that would be the key.
        var number = 0
        var offset = 0
        var line = 0
        var column = 0
    }

    /// The key of the innermost collection.
    var key: SimpleKey {
        get { keys[keys.count - 1] }
        set { keys[keys.count - 1] = newValue }
    }

    /// Notes that a key may begin here.
    mutating func noteKey() throws(PinningError) {
        guard mayBeKey else { return }
        try forgetKey()
        key = SimpleKey(
            isPossible: true,
            isRequired: flowLevel == 0 && indent == cursor.column,
            number: nextNumber,
            offset: cursor.offset,
            line: cursor.line,
            column: cursor.column
        )
    }

    mutating func forgetKey() throws(PinningError) {
        if key.isPossible, key.isRequired { throw missingColon(after: key) }
        key.isPossible = false
    }

    /// Forgets the keys that went over the end of a line or became too long.
    mutating func forgetStaleKeys() throws(PinningError) {
        for index in keys.indices where keys[index].isPossible {
            let key = keys[index]
            guard key.line < cursor.line || key.column + 1024 < cursor.column else { continue }
            guard !key.isRequired else { throw missingColon(after: key) }
            keys[index].isPossible = false
        }
    }

    mutating func openFlow() throws(PinningError) {
        guard flowLevel < YAMLStream.maximumDepth else { throw YAMLStream.tooDeep(at: cursor.offset) }
        keys.append(SimpleKey())
    }

    mutating func closeFlow() {
        if flowLevel > 0 { keys.removeLast() }
    }

    private func missingColon(after key: SimpleKey) -> PinningError {
        malformed("a key has no \":\" behind it", at: key.offset)
    }
}
