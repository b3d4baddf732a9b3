// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Which values of a file edits account for.
struct EditedValues {
    private let edits: [Edit]
    private var explained: [Bool]

    init(_ edits: [Edit]) {
        self.edits = edits
        self.explained = Array(repeating: false, count: edits.count)
    }

    /// An edit that changed no value.
    var unexplained: Edit? { zip(edits, explained).first { !$0.1 }?.0 }

    /// Tells whether a value is as before, or changed by the edits in it alone.
    mutating func explain(_ old: StructureElement, _ new: StructureElement) -> Bool {
        guard !old.value.utf8.elementsEqual(new.value.utf8) else { return true }
        var first = 0
        var count = edits.count
        while count > 0 {
            let half = count / 2
            if edits[first + half].span.lowerBound < old.span.lowerBound {
                first += half + 1
                count -= half + 1
            } else {
                count = half
            }
        }
        let inside = edits[first...].prefix { $0.span.upperBound <= old.span.upperBound }
        guard !inside.isEmpty, Self.replaces(inside, in: Array(old.value.utf8), giving: Array(new.value.utf8)) else {
            return false
        }
        for index in inside.indices { explained[index] = true }
        return true
    }

    /// Tells whether one text becomes another by replacing one occurrence for each edit, in order.
    ///
    /// An occurrence that was not edited stands in the new text as it was. Of the two texts of an edit one begins with the
    /// other, mostly: the longer one decides which of both stands there.
    private static func replaces(_ edits: ArraySlice<Edit>, in old: [UInt8], giving new: [UInt8]) -> Bool {
        var left = edits
        var before = old[...]
        var after = new[...]
        while true {
            if let edit = left.first {
                let isLonger = edit.to.utf8.count > edit.from.utf8.count
                let isReplaced =
                    before.starts(with: edit.from.utf8) && after.starts(with: edit.to.utf8)
                    && (isLonger || !after.starts(with: edit.from.utf8))
                if isReplaced {
                    before = before.dropFirst(edit.from.utf8.count)
                    after = after.dropFirst(edit.to.utf8.count)
                    left = left.dropFirst()
                    continue
                }
            }
            guard let byte = before.first, byte == after.first else { break }
            before = before.dropFirst()
            after = after.dropFirst()
        }
        return left.isEmpty && before.isEmpty && after.isEmpty
    }
}
