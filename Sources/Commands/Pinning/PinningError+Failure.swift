// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Pinning

extension PinningError: FailureConvertible {
    var failure: CommandFailure {
        CommandFailure(code == .unproven ? .integrity : .usage, description, advice: advice)
    }
}
