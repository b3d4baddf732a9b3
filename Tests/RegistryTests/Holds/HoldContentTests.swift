// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Testing

@Suite struct HoldContentTests {
    @Test(arguments: Stores.allCases)
    func approvalIsRefusedOnceTheRuleForbidsTheChange(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            let policy = test.registry.policy
            test.registry.replacePolicy(
                Registry.LivePolicy(
                    rules: RuleSet([Rule(name: "no changes", change: .deny)]),
                    approvals: policy.approvals
                )
            )
            await #expect(throws: RegistryError.self) {
                _ = try await test.registry.approve(id, reason: nil, by: .ann)
            }
            #expect(try await test.meaning(of: "1.0") == Image("one").digest)
        }
    }
}
