// SPDX-License-Identifier: Apache-2.0

/// What a subcommand measured: named figures that print as one line of JSON.
struct Measurement {
    private var figures: [String] = []

    var json: String { "{" + figures.joined(separator: ", ") + "}" }

    /// Creates the figures of a transfer.
    init(bytes: Int, in elapsed: Duration) {
        add("bytes", bytes)
        add("seconds", elapsed / .seconds(1))
    }

    /// Creates the figures of operations that took `elapsed` together, with their rate and latencies.
    init(_ latencies: Latencies, in elapsed: Duration) {
        add("count", latencies.count)
        add("seconds", elapsed / .seconds(1))
        add("per_second", Double(latencies.count) / (elapsed / .seconds(1)))
        let milliseconds = latencies.milliseconds(at: [0.5, 0.99, 1])
        add("p50_ms", milliseconds[0])
        add("p99_ms", milliseconds[1])
        add("max_ms", milliseconds[2])
    }

    mutating func add(_ name: String, _ value: some Numeric) {
        figures.append("\"\(name)\": \(value)")
    }
}
