// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How one list of lines becomes another, by the algorithm of Myers, bounded in time and memory.
///
/// What is equal at both ends is set aside first. Where more than ``maximumEdits`` lines between differ, everything
/// between is said to be replaced: true, though not the shortest way to say it.
struct LineScript {
    /// A step, with positions in the two lists.
    enum Step: Equatable {
        case keep(old: Int, new: Int)
        case remove(old: Int)
        case add(new: Int)
    }

    /// The most edits that are searched for; the cost grows with their square.
    static let maximumEdits = 400

    /// The steps in order: of lines that change together the removed ones first.
    let steps: [Step]

    init<Line: Hashable>(from old: [Line], to new: [Line]) {
        let shorter = min(old.count, new.count)
        var start = 0
        while start < shorter, old[start] == new[start] { start += 1 }
        var tail = 0
        while tail < shorter - start, old[old.count - 1 - tail] == new[new.count - 1 - tail] { tail += 1 }
        let oldEnd = old.count - tail
        let newEnd = new.count - tail

        var steps = (0..<start).map { Step.keep(old: $0, new: $0) }
        steps += Self.middle(old, start..<oldEnd, new, start..<newEnd)
        steps += (0..<tail).map { Step.keep(old: oldEnd + $0, new: newEnd + $0) }
        self.steps = steps
    }

    private static func middle<Line: Hashable>(
        _ old: [Line],
        _ oldRange: Range<Int>,
        _ new: [Line],
        _ newRange: Range<Int>
    ) -> [Step] {
        guard let rounds = rounds(old[oldRange], new[newRange]) else {
            return oldRange.map(Step.remove) + newRange.map(Step.add)
        }
        return grouped(walkBack(rounds, oldRange, newRange))
    }

    /// How far each diagonal reaches after each number of edits; nil when there are too many.
    private static func rounds<Line: Hashable>(_ old: ArraySlice<Line>, _ new: ArraySlice<Line>) -> [[Int]]? {
        let most = min(old.count + new.count, maximumEdits)
        var reach = [Int](repeating: 0, count: 2 * most + 3)
        let middle = most + 1
        var rounds: [[Int]] = []
        for edits in 0...most {
            rounds.append(Array(reach[(middle - edits - 1)...(middle + edits + 1)]))
            for diagonal in stride(from: -edits, through: edits, by: 2) {
                let goesDown =
                    diagonal == -edits
                    || diagonal != edits && reach[middle + diagonal - 1] < reach[middle + diagonal + 1]
                var x = goesDown ? reach[middle + diagonal + 1] : reach[middle + diagonal - 1] + 1
                var y = x - diagonal
                while x < old.count, y < new.count, old[old.startIndex + x] == new[new.startIndex + y] {
                    x += 1
                    y += 1
                }
                reach[middle + diagonal] = x
                if x >= old.count, y >= new.count { return rounds }
            }
        }
        return nil
    }

    /// The steps that led to the end, found from there; they come in their order.
    private static func walkBack(_ rounds: [[Int]], _ old: Range<Int>, _ new: Range<Int>) -> [Step] {
        var steps: [Step] = []
        var x = old.count
        var y = new.count
        for edits in rounds.indices.reversed() {
            // A round holds the diagonals from -edits - 1 to edits + 1.
            let reach = { (diagonal: Int) in rounds[edits][diagonal + edits + 1] }
            let diagonal = x - y
            let goesDown = diagonal == -edits || diagonal != edits && reach(diagonal - 1) < reach(diagonal + 1)
            let startX = reach(goesDown ? diagonal + 1 : diagonal - 1)
            let startY = startX - (goesDown ? diagonal + 1 : diagonal - 1)
            while x > startX, y > startY {
                x -= 1
                y -= 1
                steps.append(.keep(old: old.lowerBound + x, new: new.lowerBound + y))
            }
            guard edits > 0 else { break }
            steps.append(goesDown ? .add(new: new.lowerBound + y - 1) : .remove(old: old.lowerBound + x - 1))
            x = startX
            y = startY
        }
        return steps.reversed()
    }

    /// Puts the removed lines of each change before the added ones, as people expect.
    private static func grouped(_ steps: [Step]) -> [Step] {
        var result: [Step] = []
        var added: [Step] = []
        for step in steps {
            switch step {
            case .keep:
                result += added
                added = []
                result.append(step)
            case .remove: result.append(step)
            case .add: added.append(step)
            }
        }
        return result + added
    }
}
