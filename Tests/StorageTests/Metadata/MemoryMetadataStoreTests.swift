// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage
import Testing

/// What only the metadata store in memory does.
@Suite struct MemoryMetadataStoreTests {
    @Test func hasNoFileForm() async throws {
        try await withTemporaryDirectory { directory in
            let store = MemoryMetadataStore()
            await expect(.failure) { try await store.backUp(to: directory + "/copy.db") }
            let entries = try Directory(root: directory).entries(of: "")
            #expect(entries == [])
        }
    }
}
