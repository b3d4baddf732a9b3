// SPDX-License-Identifier: Apache-2.0

/// The latencies of one run, kept whole so that percentiles are exact.
struct Latencies: Sendable {
    private var nanoseconds: [Int64] = []

    init(capacity: Int) {
        nanoseconds.reserveCapacity(capacity)
    }

    var count: Int { nanoseconds.count }

    mutating func record(_ latency: Duration) {
        let (seconds, attoseconds) = latency.components
        nanoseconds.append(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    mutating func merge(_ other: Latencies) {
        nanoseconds.append(contentsOf: other.nanoseconds)
    }

    /// The latencies at shares of the sorted list, in milliseconds: 0.5 is the median, 1 the maximum.
    func milliseconds(at shares: [Double]) -> [Double] {
        let sorted = nanoseconds.sorted()
        return shares.map { share in
            guard !sorted.isEmpty else { return 0 }
            let rank = Int((share * Double(sorted.count)).rounded(.up))
            return Double(sorted[max(rank, 1) - 1]) / 1_000_000
        }
    }
}
