// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How a run ended, as scripts see it.
///
/// Thrown, it ends a command that has already said what there is to say.
enum ExitStatus: Int32, Error {
    /// Done, nothing to report.
    case done = 0
    /// Something was found, or a change did not come about.
    case finding = 1
    /// The command line or the configuration is wrong.
    case usage = 2
    /// The registry or the network failed or refused; also a time-out of waiting.
    case registry = 3
    /// A login is missing or wrong, or a right is missing.
    case authentication = 4
    /// The registry asks for a pause.
    case rateLimited = 5
    /// Bytes do not hash to their digest.
    case integrity = 6
    /// Some of what was asked could not be judged.
    case partial = 7
}
