// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

/// Who sees what of a graph.
@Suite struct GraphRightsTests {
    private let base = Image("base", ["a"])
    private let app = Image("app", ["a", "b"])
    private let top = Image("top", ["a", "b", "c"])

    private func guest() throws -> Caller {
        let entry = AccessEntry(subject: .everyone, repositories: [try Glob("public/**")], can: [.pull])
        return Caller(user: "guest", access: AccessPolicy(entries: [entry]))
    }

    @Test(arguments: Stores.allCases)
    func onlyWhatTheCallerMayPullIsShown(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(base, as: "1.0", in: "public/base")
            try await test.push(base, as: "secret", in: "private/base")
            try await test.push(app, as: "1.0", in: "private/app")
            try await test.push(top, as: "1.0", in: "public/top")
            let guest = try guest()
            for graph in [
                try await test.graph(by: guest), try await test.graph("public/base", by: guest),
                try await test.graph("public/top:1.0", by: guest),
            ] {
                #expect(graph.digests == [base.digest, top.digest])
                #expect(graph.links == [Link(base, top)])
                #expect(graph.references(of: base) == ["public/base:1.0"])
            }
            for reference in ["private/app", "private/none", "private/app:1.0"] {
                #expect(try await refusal { _ = try await test.graph(reference, by: guest) } == .rightMissing)
            }
            #expect(try await test.graph().links == [Link(base, app), Link(app, top)])
            let nobody = Caller(user: nil, access: AccessPolicy(entries: []))
            #expect(try await refusal { _ = try await test.graph(by: nobody) } == .rightMissing)
        }
    }

    @Test(arguments: Stores.allCases)
    func limitCountsWhatTheCallerSees(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            for number in 1...5 {
                try await test.push(Image("\(number)", ["a"]), as: "\(number)".asTag, in: "private/app")
            }
            try await test.push(top, as: "1.0", in: "public/top")
            let graph = try await test.graph(limit: 1, by: guest())
            #expect(graph.digests == [top.digest])
            #expect(!graph.isTruncated)
        }
    }

    @Test(arguments: Stores.allCases)
    func tokenNarrowsWhatIsShown(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(base, as: "1.0", in: "library/base")
            try await test.push(app, as: "1.0")
            let narrowed = Caller(
                user: "ann",
                access: .team,
                grants: [Caller.Grant(repositories: [try Glob("team/**")], rights: [.pull])]
            )
            #expect(try await test.graph(by: narrowed).digests == [app.digest])
            // The right to list repositories is not one to see what is in them.
            let lister = Caller(user: "ann", access: .team, grants: [.catalog])
            #expect(try await test.graph(by: lister).nodes.isEmpty)
        }
    }

    @Test(arguments: Stores.allCases)
    func heldImageIsForItsPusherAndApprovers(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(base, as: "1.0")
            let id = try await test.hold(app, as: "1.0", by: .ben)
            for caller in [Caller.ben, .ann] {
                let graph = try await test.graph("team/app:1.0", by: caller)
                #expect(graph.links == [Link(base, app)])
                #expect(graph.references(of: app) == ["team/app@\(app.digest)"])
                #expect(try await test.graph("team/app@\(app.digest)", by: caller).links == [Link(base, app)])
            }
            for caller in [Caller.eve, .bea, .nobody] {
                #expect(try await test.graph(by: caller).digests == [base.digest])
                #expect(try await test.graph("team/app:1.0", by: caller).digests == [base.digest])
                #expect(try await test.graph("team/app", by: caller).digests == [base.digest])
                #expect(
                    try await refusal { _ = try await test.graph("team/app@\(app.digest)", by: caller) } == .held
                )
            }
            // The hold is still of the one who offered it first.
            _ = try await test.hold(app, as: "1.0", by: .bea)
            #expect(try await test.graph(by: .bea).digests == [base.digest])
            _ = try await test.registry.approve(id, reason: nil, by: .ann)
            #expect(try await test.graph("team/app:1.0").links == [Link(base, app)])
            #expect(try await test.graph("team/app:1.0").references(of: app) == ["team/app:1.0"])
        }
    }

    @Test(arguments: Stores.allCases)
    func whoOffersTheSameUnderAnotherTagSeesIt(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(base, as: "1.0", "2.0")
            _ = try await test.hold(app, as: "1.0", by: .ben)
            _ = try await test.hold(app, as: "2.0", by: .bea)
            #expect(try await test.graph(by: .bea).digests == [base.digest, app.digest])
            #expect(try await test.graph(by: .eve).digests == [base.digest])
        }
    }

    @Test(arguments: Stores.allCases)
    func claimOfAHeldIndexIsForThoseWhoMayReadIt(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let squashed = Image("squashed", ["s"])
            try await test.push(base, as: "base")
            try await test.push(squashed, as: "1.0")
            _ = try await test.hold(Image(listing: [squashed], annotations: .base(base.digest)), as: "1.0", by: .ben)
            let link = Link(base, squashed, .annotation, isContradicted: true)
            #expect(try await test.graph(by: .ann).links == [link])
            #expect(try await test.graph("team/app:base", by: .ben).links == [link])
            #expect(try await test.graph(by: .eve).links.isEmpty)
            #expect(try await test.graph("team/app:base", by: .eve).digests == [base.digest])
            #expect(try await test.graph("team/app:1.0", by: .eve).digests == [squashed.digest])
        }
    }
}
