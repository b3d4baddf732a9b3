// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Trust

extension ContentTrustError: FailureConvertible {
    var failure: CommandFailure {
        let ids = rootKeys.map(\.id).joined(separator: " ")
        switch code {
        case .missing:
            return CommandFailure(
                .registry,
                description,
                advice: "Nothing of it may be signed, or its name is written differently there."
            )
        case .rootUnknown:
            return CommandFailure(
                .usage,
                description,
                cause: .own("its root keys are: \(ids)"),
                advice: "Compare with what the publisher says, then add --root-key ID; or --trust-on-first-use."
            )
        case .expired:
            return CommandFailure(
                .integrity,
                description,
                advice: "To accept it all the same, and have it noted: --allow-expired"
            )
        case .invalid where !rootKeys.isEmpty:
            return CommandFailure(
                .integrity,
                description,
                cause: .own("its root keys are: \(ids)"),
                advice: "Was the root key replaced? Ask the publisher before you name another."
            )
        case .invalid, .malformed:
            return CommandFailure(
                .integrity,
                description,
                advice: "Nothing was imported. Ask who runs the Notary server, or publishes there."
            )
        }
    }
}
