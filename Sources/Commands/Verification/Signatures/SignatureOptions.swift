// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

/// The options that say which signatures an image must have.
struct SignatureOptions: ParsableArguments {
    /// What a signature must name to count.
    enum Binding: String, CaseIterable, ExpressibleByArgument {
        case tag
        case digest
    }

    @Option(
        help: ArgumentHelp(
            "The public key that must have signed. Can be repeated: then one of them.",
            valueName: "file"
        ),
        completion: .file()
    )
    var key: [String] = []

    @Option(
        help: ArgumentHelp("With --key: how many of the keys must have signed.", valueName: "count")
    )
    var threshold: Int?

    @Option(
        help: ArgumentHelp(
            "The rules that say who must have signed: a holdfast.yaml, or notation's trustpolicy.json.",
            valueName: "file"
        ),
        completion: .file(extensions: ["yaml", "yml", "json"])
    )
    var policy: String?

    @Option(
        help: ArgumentHelp("With a trustpolicy.json: the directory that holds x509/.", valueName: "directory"),
        completion: .directory
    )
    var trustStore: String?

    @Option(
        help: ArgumentHelp(
            "What a signature must name: this tag of this repository, or the digest alone.",
            discussion: "Default: tag, if the reference has one."
        )
    )
    var bind: Binding?

    @Option(
        help: ArgumentHelp(
            "What signatures must call the image, if it was signed under another name than you reach it by.",
            valueName: "ref"
        ),
        transform: ReferenceArgument.any
    )
    var identity: Reference?

    init() {}

    /// Whether anything here was asked for.
    var isGiven: Bool {
        !key.isEmpty || policy != nil || trustStore != nil || bind != nil || identity != nil || threshold != nil
    }

    func validate() throws {
        guard key.isEmpty || policy == nil else { throw ValidationError("Give one of --key and --policy.") }
        guard trustStore == nil || policy != nil else { throw ValidationError("--trust-store goes with --policy.") }
        guard threshold == nil || !key.isEmpty else { throw ValidationError("--threshold goes with --key.") }
        guard (threshold ?? 1) > 0, (threshold ?? 1) <= max(1, key.count) else {
            throw ValidationError("--threshold is a number from 1 to the number of keys.")
        }
        guard identity?.host != nil || identity == nil, identity?.digest == nil else {
            throw ValidationError("--identity names a registry and no digest, like registry.example.com/team/app:1.0.")
        }
    }
}
