// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Numbers of bytes for people.
enum ByteText {
    /// Such as `812 B`, `3.4 MB` or `121 MB`, in powers of ten.
    static func text(_ bytes: Int64) -> String {
        guard bytes >= 1_000 else { return "\(bytes) B" }
        var unit: Int64 = 1_000
        var names = ["kB", "MB", "GB", "TB"][...]
        // Rounding must not give 1000 of a unit.
        while names.count > 1, bytes / unit > 999 || bytes % unit * 2 >= unit && bytes / unit == 999 {
            unit *= 1_000
            names.removeFirst()
        }
        let name = names.first ?? "B"
        let tenths = rounded(bytes, by: unit / 10)
        if tenths < 100 { return "\(tenths / 10).\(tenths % 10) \(name)" }
        return "\(rounded(bytes, by: unit)) \(name)"
    }

    /// The nearest multiple; sizes come from manifests and may be as large as a number can be, so nothing is added first.
    private static func rounded(_ bytes: Int64, by unit: Int64) -> Int64 {
        bytes / unit + (bytes % unit >= unit - bytes % unit ? 1 : 0)
    }
}
