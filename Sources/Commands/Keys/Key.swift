// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct Key: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make keys that sign, and say which of them a server trusts no more.",
        discussion: """
            EXAMPLES:
              holdfast key generate --output release     release.key and release.pub
              holdfast key import old.pem --output release
              holdfast key public release.key
              holdfast key list                          the keys that the server knows
              holdfast key retire release
              holdfast key revoke release --reason "the laptop was stolen"

            Keys are ECDSA P-256, in the files that cosign writes: cosign and Holdfast read each other's. The password comes \
            from HOLDFAST_KEY_PASSWORD, else COSIGN_PASSWORD, else it is asked for.
            """,
        subcommands: [
            KeyGenerate.self, KeyImport.self, KeyPublic.self, KeyList.self, KeyRetire.self, KeyRevoke.self,
        ]
    )
}
