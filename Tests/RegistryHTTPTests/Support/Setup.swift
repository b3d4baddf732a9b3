// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Testing

/// A way to run the registry: every conformance test runs along all of them.
struct Setup: Hashable, Sendable, CustomTestStringConvertible {
    /// How requests reach the registry, and which stores it has.
    enum Face: String, CaseIterable {
        /// Without sockets, over the stores in memory.
        case router
        /// Over a socket, on files and SQLite.
        case live
    }

    /// The rules in force.
    enum Rules: String, CaseIterable {
        case allowingChange
        case standard

        var set: RuleSet {
            switch self {
            case .allowingChange: RuleSet([Rule(name: "rule 1", change: .allow)])
            case .standard: RuleSet([])
            }
        }
    }

    let face: Face
    let rules: Rules

    static let all = Face.allCases.flatMap { face in Rules.allCases.map { Setup(face: face, rules: $0) } }
    static let allowingChange = all.filter { $0.rules == .allowingChange }
    static let standard = all.filter { $0.rules == .standard }
    static let router = Setup(face: .router, rules: .standard)
    static let live = Setup(face: .live, rules: .standard)

    var testDescription: String { "\(face.rawValue), \(rules.rawValue)" }
}
