// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Quantities in words.
enum Quantity {
    /// A number of bytes, such as `512 B` or `1.2 GiB`.
    static func bytes(_ count: Int64) -> String {
        let units = ["KiB", "MiB", "GiB", "TiB", "PiB"]
        guard count >= 1024 else { return "\(count) B" }
        var tenths = count.multipliedReportingOverflow(by: 10).partialValue / 1024
        if count > Int64.max / 10 { tenths = count / 1024 * 10 }
        var unit = 0
        while tenths >= 10_240, unit + 1 < units.count {
            tenths /= 1024
            unit += 1
        }
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10) \(units[unit])" : "\(tenths / 10) \(units[unit])"
    }

    /// A number with its noun, such as `1 blob` or `3 blobs`.
    static func count(_ number: Int, _ noun: String) -> String {
        if number == 1 { return "1 \(noun)" }
        return noun.hasSuffix("y") ? "\(number) \(noun.dropLast())ies" : "\(number) \(noun)s"
    }
}
