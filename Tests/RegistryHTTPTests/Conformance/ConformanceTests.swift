// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

typealias Tag = OCIModel.Tag

/// The conformance suite: the distribution specification and its drafts, line by line.
///
/// Everything here runs without sockets and over one, with rules that allow every change and with the default rules:
/// what the specification promises must not depend on any of that.
@Suite(.timeLimit(.minutes(20)))
struct ConformanceTests {
    @Test(arguments: Setup.all, APIState.rows)
    func state(_ setup: Setup, _ row: APIState.Row) async throws {
        try await RegistryFixture.run(setup) { try await row.state.check($0.client, row.algorithm) }
    }

    /// Push, list, HEAD, pull, referrers, delete, for every kind of content.
    @Test(arguments: Setup.all, DataSet.allCases)
    func dataSet(_ setup: Setup, _ dataSet: DataSet) async throws {
        try await RegistryFixture.run(setup) { try await dataSet.check($0.client) }
    }
}
