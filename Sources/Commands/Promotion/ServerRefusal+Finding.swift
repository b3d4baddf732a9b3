// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ServerRefusal {
    /// The failure of a change that did not come about because a rule or what is so stands against it.
    ///
    /// That is a finding, as it is for a push or a copy.
    var finding: any Error {
        guard status == 409 else { return self }
        var failure = failure
        failure.status = .finding
        return failure
    }
}
