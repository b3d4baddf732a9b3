// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Commands

@Suite struct GarbageTextTests {
    private func text(_ locks: String, _ mode: GarbageMode) throws -> String {
        let document = #"{"manifests": [], "blobs": [{"digest": "x", "size": 7}], "bytes": 7\#(locks)}"#
        return try GarbageCollection.text(ServerDocument(bytes: Array(document.utf8)), mode: mode, style: .plain)
    }

    private static let digest = "sha256:f4f4f4c60a9a" + String(repeating: "0", count: 52)
    private static let locks = """
        , "locks": {"files": 2, "digests": 14, "manifests": [
          {"repository": "ci/app", "digest": "\(digest)", "reason": "a.lock refers to it"}
        ]}
        """

    @Test func aDryRunSaysWhatIsKeptForWhichLock() throws {
        #expect(
            try text(Self.locks, .dryRun) == """
                0 manifests and 1 blob would go, 7 B
                kept for 2 locks with 14 digests: 1 manifest that would go otherwise
                REPOSITORY  DIGEST               REASON
                ci/app      sha256:f4f4f4c60a9a  a.lock refers to it
                """
        )
    }

    @Test func aRunSaysHowManyAreKept() throws {
        #expect(
            try text(Self.locks, .remove) == """
                0 manifests and 1 blob removed, 7 B
                kept for 2 locks with 14 digests: 1 manifest that would go otherwise
                """
        )
    }

    /// As from a server that knows of no locks yet.
    @Test(arguments: ["", #", "locks": {"files": 0, "digests": 0, "manifests": []}"#])
    func withoutLocksThereIsNothingToSay(_ locks: String) throws {
        #expect(try text(locks, .dryRun) == "0 manifests and 1 blob would go, 7 B")
    }
}
