// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Storage
import Testing

/// Expects a ``StoreError`` of one kind.
func expect(
    _ code: StoreError.Code,
    sourceLocation: SourceLocation = #_sourceLocation,
    from body: () async throws -> some Any
) async {
    let error = await #expect(throws: StoreError.self, sourceLocation: sourceLocation) { _ = try await body() }
    #expect(error?.code == code, sourceLocation: sourceLocation)
}
