// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A kind of difference that is known to come and go by itself.
public enum Noise: String, CaseIterable, Sendable {
    /// Nothing differs but moments.
    case timestamps
    /// What can be made again from other files.
    case caches
    /// What programs noted while the image was built.
    case logs
    /// Files in places that are emptied.
    case temporary
    /// What package managers remember besides what is installed.
    case packageHistory = "package-history"
    /// Numbers that name a machine or a build.
    case identity
    /// What Python made of a source that is shown, or did not change.
    case bytecode
}
