// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What was measured: named figures that print as one line of JSON.
struct Figures {
    private var members: [String] = []

    var json: String { "{" + members.joined(separator: ", ") + "}" }

    mutating func add(_ name: String, _ value: some Numeric) {
        members.append("\"\(name)\": \(value)")
    }

    /// Adds the median, what 99 of 100 stay within, and the maximum, in milliseconds.
    mutating func add(_ name: String, _ times: [Duration]) {
        add(name, Shares(times.map { $0 / .milliseconds(1) }), unit: "ms")
    }

    /// Adds the median, what 99 of 100 stay within, and the maximum, in bytes.
    mutating func add(_ name: String, lengths: [Int]) {
        add(name, Shares(lengths), unit: "bytes")
    }

    private mutating func add<Value: Numeric>(_ name: String, _ shares: Shares<Value>, unit: String) {
        add("\(name)_p50_\(unit)", shares.at(0.5))
        add("\(name)_p99_\(unit)", shares.at(0.99))
        add("\(name)_max_\(unit)", shares.at(1))
    }
}

/// Values kept whole, so that percentiles are exact.
private struct Shares<Value: Comparable & Numeric> {
    private let sorted: [Value]

    init(_ values: [Value]) {
        sorted = values.sorted()
    }

    /// The value at a share of the sorted list: 0.5 is the median, 1 the maximum.
    func at(_ share: Double) -> Value {
        guard !sorted.isEmpty else { return 0 }
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return sorted[max(rank, 1) - 1]
    }
}
