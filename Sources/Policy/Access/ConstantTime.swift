// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Comparison of secrets.
public enum ConstantTime {
    /// Tells whether two runs of bytes are equal, in a time that depends on their lengths alone.
    public static func equal(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        var difference: UInt8 = left.count == right.count ? 0 : 1
        for (first, second) in zip(left, right) { difference |= first ^ second }
        return difference == 0
    }
}
