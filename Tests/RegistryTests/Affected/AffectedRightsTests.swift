// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Testing

/// Who sees what of the images that are built on one.
@Suite struct AffectedRightsTests {
    private let base = Image("base", ["a"])
    private let app = Image("app", ["a", "b"])
    private let top = Image("top", ["a", "b", "c"])

    @Test(arguments: Stores.allCases)
    func onlyWhatTheCallerMayPullIsShown(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(base, as: "1.0", in: "public/base")
            try await test.push(app, as: "1.0", in: "private/app")
            try await test.push(top, as: "1.0", in: "public/top")
            try await test.push(top, as: "secret", in: "private/top")
            let entry = AccessEntry(subject: .everyone, repositories: [try Glob("public/**")], can: [.pull])
            let guest = Caller(user: "guest", access: AccessPolicy(entries: [entry]))
            for tags in [AffectedImages.Tags.current, .ever] {
                let affected = try await test.affected("public/base:1.0", tags, by: guest)
                // The image in between is not even on the path.
                #expect(affected.list == [Affected("public/top:1.0", [base, top])])
                #expect(!affected.isTruncated)
            }
            for reference in ["private/app:1.0", "private/none:1", "private/app"] {
                let refused = try await refusal { _ = try await test.affected(reference, by: guest) }
                #expect(refused == .rightMissing)
            }
            #expect(try await test.affected("public/base:1.0").images.count == 3)
        }
    }

    @Test(arguments: Stores.allCases)
    func claimOfAHeldIndexIsForThoseWhoMayReadIt(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let squashed = Image("squashed", ["s"])
            try await test.push(base, as: "base")
            try await test.push(squashed, as: "1.0")
            _ = try await test.hold(Image(listing: [squashed], annotations: .base(base.digest)), as: "1.0", by: .ben)
            let expected = [Affected("team/app:1.0", [base, squashed], .annotation)]
            #expect(try await test.affected("team/app:base", by: .ann).list == expected)
            #expect(try await test.affected("team/app:base", by: .eve).images.isEmpty)
        }
    }
}
