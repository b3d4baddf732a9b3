// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The reason a run stopped: a proof that is wrong, or a wrong argument.
struct LoadError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
