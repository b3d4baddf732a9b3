// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Testing

@Suite struct CatalogGrantTests {
    @Test func listingGivesNoRightInARepository() {
        let name: RepositoryName = "private/app"
        let caller = Caller(user: "ann", access: .signedIn, grants: [.catalog])
        #expect(caller.maySee(name))
        #expect(caller.rights(in: name).isEmpty)
        #expect(caller.rights(in: nil).isEmpty)
    }

    @Test func listingShowsOnlyWhatTheUserMayPull() {
        let access = AccessPolicy(entries: [])
        #expect(!Caller(user: "ann", access: access, grants: [.catalog]).maySee("a"))
    }
}
