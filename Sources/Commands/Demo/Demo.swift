// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// The example that `holdfast serve --demo` shows: a few images, their past, and changes that wait for a decision.
struct Demo {
    private let ending: DemoStory.Ending

    /// Fills a registry that holds nothing yet.
    ///
    /// The past it gets ends now; what the images hold is the same every time.
    static func load(into home: RegistryHome, until end: Timestamp) async throws -> Demo {
        Demo(ending: try await DemoStory.tell(blobs: home.blobs, metadata: home.metadata, until: end))
    }

    /// What to open in a browser, as whole lines.
    func invitation(to url: String) -> String {
        """
        holdfast: the demo is loaded. Somebody pushed \(ending.tag) again, with other programs in it:
            \(url)/holds/\(ending.forgery)
        Everything that waits for a decision: \(url)/holds

        """
    }
}
