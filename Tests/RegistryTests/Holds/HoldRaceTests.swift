// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct HoldRaceTests {
    private static let rounds = 10

    private func succeeds(_ request: () async throws -> Void) async throws -> Bool {
        switch try await refusal(request) {
        case nil: return true
        case .conflict?: return false
        case let code?:
            Issue.record("refused with \(code)")
            return false
        }
    }

    @Test(arguments: Stores.allCases)
    func exactlyOneOfApprovalAndRejectionWins(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("start"), as: "1.0")
            var current = Image("start").digest
            for round in 0..<Self.rounds {
                let offered = Image("round \(round)")
                let id = try await test.hold(offered, as: "1.0")
                async let approved = succeeds { _ = try await test.registry.approve(id, reason: nil, by: .ann) }
                async let rejected = succeeds { _ = try await test.registry.reject(id, reason: nil, by: .ann) }
                async let again = succeeds { _ = try await test.registry.approve(id, reason: nil, by: .ann) }
                let (first, second, isRejected) = try await (approved, again, rejected)
                #expect([first, second, isRejected].count { $0 } == 1)
                let isApproved = first || second
                if isApproved { current = offered.digest }
                #expect(try await test.state(of: id) == (isApproved ? .approved : .rejected))
                #expect(try await test.meaning(of: "1.0") == current)
            }
            let decisions = try await test.kinds(of: "1.0").count { $0 == .approved || $0 == .rejected }
            #expect(decisions == Self.rounds)
        }
    }

    @Test(arguments: Stores.allCases)
    func approvalAndNewerOfferLeaveNoTagMovedToWhatNobodyApproved(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("start"), as: "1.0")
            var current = Image("start").digest
            for round in 0..<Self.rounds {
                let (held, newer) = (Image("held \(round)"), Image("newer \(round)"))
                try await test.upload(newer)
                let id = try await test.hold(held, as: "1.0")
                async let approved = succeeds { _ = try await test.registry.approve(id, reason: nil, by: .ann) }
                async let refusals = test.put(newer, as: ["1.0"])
                let (isApproved, told) = try await (approved, refusals)
                #expect(told.map(\.reason) == [.held])
                if isApproved { current = held.digest }
                #expect(try await test.meaning(of: "1.0") == current)
                #expect(try await test.state(of: id) == (isApproved ? .approved : .superseded))
                let open = try await test.holds(of: "1.0").filter { $0.state == .open }
                #expect(open.map(\.to) == [newer.digest])
                #expect(open.map(\.from) == [current])
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func approvalAndAllowedMoveHappenOneAfterTheOther(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("start"), as: "1.0")
            for round in 0..<Self.rounds {
                let (held, moved) = (Image("held \(round)"), Image("moved \(round)"))
                try await test.upload(moved)
                test.rules([])
                let id = try await test.hold(held, as: "1.0")
                test.rule(.open)
                async let approved = succeeds { _ = try await test.registry.approve(id, reason: nil, by: .ann) }
                async let refusals = test.put(moved, as: ["1.0"])
                let (isApproved, told) = try await (approved, refusals)
                #expect(told == [])
                #expect(try await test.meaning(of: "1.0") == moved.digest)
                #expect(try await test.state(of: id) == (isApproved ? .approved : .superseded))
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func decisionAndDeadlineHappenOnce(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "r", releaseAfter: .days(1))]) { test in
            try await test.push(Image("start"), as: "1.0")
            for round in 0..<Self.rounds {
                let id = try await test.hold(Image("round \(round)"), as: "1.0")
                try test.advance(by: .days(2))
                async let rejected = succeeds { _ = try await test.registry.reject(id, reason: nil, by: .ann) }
                async let closed = test.registry.closeDueHolds()
                let (isRejected, _) = try await (rejected, closed)
                #expect(try await test.state(of: id) == (isRejected ? .rejected : .approved))
                let events = try await test.history(of: "1.0").filter { $0.hold == id }
                #expect(events.count == 2)
            }
        }
    }
}
