// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How much work and memory a guess at the password of a key file costs (scrypt, r 8, p 1).
///
/// These are the only ones that clients open; anything else could be a file made to exhaust whoever opens it.
public enum ScryptCost: Int64, CaseIterable, Sendable {
    /// 32 MiB; the one that every client knows.
    case n32768 = 32_768
    /// 64 MiB; what newer cosign writes.
    case n65536 = 65_536
    /// 128 MiB.
    case n131072 = 131_072
}
