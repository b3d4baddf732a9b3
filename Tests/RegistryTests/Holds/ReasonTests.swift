// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

/// Reasons come from people and go into history, messages, pages and terminals.
@Suite struct ReasonTests {
    private static let bad = [
        "cut\0off", "two\nlines", "\r", "\u{1b}[2Jgone", "\u{7f}", "\u{9b}31m", "\u{202e}desrever", "a\u{2028}b",
        "\u{2066}x", String(repeating: "a", count: 5_000),
    ]

    @Test(arguments: Stores.allCases)
    func textThatWouldNotSurviveIsRefusedAndNothingDecided(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0", "2.0")
            let open = try await test.hold(Image("two"), as: "1.0")
            let rejected = try await test.hold(Image("two"), as: "2.0")
            _ = try await test.registry.reject(rejected, reason: nil, by: .ann)
            for reason in Self.bad {
                #expect(
                    try await refusal { _ = try await test.registry.approve(open, reason: reason, by: .ann) }
                        == .requestInvalid
                )
                #expect(
                    try await refusal { _ = try await test.registry.reject(open, reason: reason, by: .ann) }
                        == .requestInvalid
                )
                #expect(
                    try await refusal { _ = try await test.registry.reopen(rejected, reason: reason, by: .ann) }
                        == .requestInvalid
                )
            }
            #expect(try await test.state(of: open) == .open)
            #expect(try await test.state(of: rejected) == .rejected)
        }
    }

    @Test(
        arguments: Stores.allCases,
        ["checked with Cleo: fine", "größer als \u{1f600}", "a'b\"c\\d; DROP TABLE hold"]
    )
    func ordinaryTextIsKeptAsWritten(_ stores: Stores, _ reason: String) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            _ = try await test.registry.reject(id, reason: reason, by: .ann)
            #expect(try await test.registry.hold(id, by: .eve).record.reason == reason)
            #expect(try await test.history(of: "1.0").last?.reason == reason)
            _ = try await test.registry.reopen(id, reason: reason, by: .ann)
            #expect(try await test.history(of: "1.0").last?.reason == "reopened: \(reason)")
        }
    }

    @Test(arguments: Stores.allCases)
    func blankReasonIsNone(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            #expect(try await test.registry.reject(id, reason: "  ", by: .ann).record.reason == nil)
        }
    }
}
