// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Finds what a misspelt word was meant to be.
enum Spelling {
    /// Names the known word nearest to a word, as the end of a message; empty when none is near.
    static func suggestion(for word: String, among known: [String]) -> String {
        // Beyond this length no known word is near, and the comparison would cost time.
        guard word.utf8.count <= 40 else { return "" }
        let candidates = known.map { (word: $0, distance: distance(word.lowercased(), $0)) }
        guard let best = candidates.min(by: { $0.distance < $1.distance }), best.distance <= max(1, best.word.count / 3)
        else {
            return ""
        }
        return "; did you mean \"\(best.word)\"?"
    }

    /// Counts the insertions, deletions, replacements and swaps of neighbours that turn one word into another.
    private static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        var rows = [Array(0...right.count)]
        for (i, a) in left.enumerated() {
            var row = [i + 1]
            for (j, b) in right.enumerated() {
                var cost = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a == b ? 0 : 1))
                if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { cost = min(cost, rows[i - 1][j - 1] + 1) }
                row.append(cost)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
