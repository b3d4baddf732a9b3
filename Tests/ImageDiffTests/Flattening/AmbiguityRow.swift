// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

/// Layers that leave room for two readings, the files that are there, and what is reported.
struct AmbiguityRow: CustomTestStringConvertible, Sendable {
    static let all = whiteouts + duplicates + opaque + parents + overlay + names + links

    var testDescription: String
    var layers: [[String]]
    var files: [String]
    var reports: [String]
    /// The beginning of what containerd does, where that is something else.
    var containerd: String?

    init(
        _ description: String,
        _ layers: [[String]],
        _ files: [String],
        _ reports: [String],
        containerd: String? = nil
    ) {
        testDescription = description
        self.layers = layers
        self.files = files
        self.reports = reports
        self.containerd = containerd
    }
}
