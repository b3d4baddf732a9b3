// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

extension ClientTests {
    /// The whole story, as `scripts/story` tells it.
    @Suite(
        .needs("buildah", "busybox", "curl", "docker-registry"),
        .needsRoot(to: "build images on every machine")
    )
    struct StoryTests {
        @Test func everythingHolds() async throws {
            let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent()
            let told = try await Shell.run(
                "bash",
                ["\(root.path)/scripts/story"],
                environment: ["HOLDFAST_BIN": Machine.holdfast],
                within: .seconds(600)
            )
            #expect(told.status == 0, "\(told)")
            #expect(told.output.hasSuffix("everything held\n"), "\(told)")
        }
    }
}
