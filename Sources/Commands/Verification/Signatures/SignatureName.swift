// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Trust

/// What an image is called, as far as signatures are concerned.
struct SignatureName: Equatable, Sendable {
    /// The host and port.
    let authority: String
    /// The repository.
    let repository: RepositoryName
    /// The tag; nil: the digest was asked about alone.
    let tag: Tag?

    /// Takes the name that was given for it, else the one it is reached by.
    init(of location: ImageLocation, identity: Reference?) throws(CommandFailure) {
        let own: Reference? = if case .registry(let reference) = location { reference.normalized() } else { nil }
        guard let name = identity?.normalized() ?? own, let host = name.host else {
            throw CommandFailure(
                .usage,
                "\(location) says nothing about the name that signatures must have",
                advice: "Say what it was signed as with --identity registry.example.com/team/app:1.0."
            )
        }
        self.authority = host
        self.repository = name.repository
        self.tag = name.tag ?? own?.tag
    }

    /// Repository and host, as trust policies of Notation name them.
    var scope: String { "\(authority)/\(repository)" }
}
