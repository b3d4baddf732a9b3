// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How long proofs take to make, to verify, and both together.
struct Times {
    private let clock = ContinuousClock()
    private var made: [Duration] = []
    private var verified: [Duration] = []

    mutating func making<Result>(_ body: () throws -> Result) rethrows -> Result {
        let begun = clock.now
        let result = try body()
        made.append(clock.now - begun)
        return result
    }

    mutating func verifying<Result>(_ body: () throws -> Result) rethrows -> Result {
        let begun = clock.now
        let result = try body()
        verified.append(clock.now - begun)
        return result
    }

    func add(_ name: String, to figures: inout Figures) {
        figures.add("\(name)_make", made)
        figures.add("\(name)_verify", verified)
        figures.add("\(name)_both", zip(made, verified).map { $0 + $1 })
    }
}
