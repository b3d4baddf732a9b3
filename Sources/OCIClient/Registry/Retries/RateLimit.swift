// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How many requests a registry still grants, as its last answer said.
///
/// docker's registry counts manifests that are read: `RateLimit-Limit: 100;w=21600`, `RateLimit-Remaining: 76;w=21600`.
public struct RateLimit: Hashable, Sendable {
    /// How many requests there are in a window.
    public var limit: Int64?
    /// How many are left.
    public var remaining: Int64
    /// How long the window is.
    public var window: Duration?

    /// Creates a limit.
    public init(limit: Int64?, remaining: Int64, window: Duration?) {
        self.limit = limit
        self.remaining = remaining
        self.window = window
    }

    /// Reads the two headers; nil without a number of requests that are left.
    init?(limit: String?, remaining: String?) {
        guard let remaining = remaining.flatMap(Self.parse) else { return nil }
        let whole = limit.flatMap(Self.parse)
        self.init(
            limit: whole?.number,
            remaining: remaining.number,
            window: (whole?.seconds ?? remaining.seconds).map { .seconds($0) }
        )
    }

    private static func parse(_ text: String) -> (number: Int64, seconds: Int64?)? {
        let parts = text.split(separator: ";").map { part in part.filter { $0 != " " } }
        guard let number = parts.first.flatMap({ Int64($0) }), number >= 0 else { return nil }
        let window = parts.dropFirst().first { $0.hasPrefix("w=") }.flatMap { Int64($0.dropFirst(2)) }
        return (number, window.flatMap { (0...31_536_000).contains($0) ? $0 : nil })
    }
}
