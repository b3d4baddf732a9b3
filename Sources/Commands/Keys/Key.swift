// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct Key: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make keys that sign, and say which of them a server trusts no more.",
        discussion: """
            EXAMPLES:
              holdfast key generate --output release     makes release.key and release.pub
              holdfast key import old.pem --output release
              holdfast key public release.key            prints the public half
              holdfast key list                          the keys that the server knows
              holdfast key retire release                replaced; nothing is wrong with it
              holdfast key revoke release --reason "the laptop was stolen"

            The .key file is private: `holdfast sign` signs with it. The .pub file is for whoever verifies: \
            `holdfast verify REF --key release.pub`. To have the registry ask for signatures of a key, give it a name \
            below `keys:` of holdfast.yaml, and name that in `require:` of a rule.

            generate, import and public work on files alone. list, retire and revoke ask the server and mean keys by \
            their names in its holdfast.yaml; retire and revoke need the right admin.

            Keys are ECDSA P-256, in the files that cosign writes: cosign and Holdfast read each other's. The password comes \
            from HOLDFAST_KEY_PASSWORD, else COSIGN_PASSWORD, else it is asked for.
            """,
        subcommands: [
            KeyGenerate.self, KeyImport.self, KeyPublic.self, KeyList.self, KeyRetire.self, KeyRevoke.self,
        ]
    )
}
