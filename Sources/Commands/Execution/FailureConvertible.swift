// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// An error that knows how it is told to people.
protocol FailureConvertible: Error {
    /// The error with its exit status, cause and advice.
    var failure: CommandFailure { get }
}

extension CommandFailure: FailureConvertible {
    var failure: CommandFailure { self }
}
