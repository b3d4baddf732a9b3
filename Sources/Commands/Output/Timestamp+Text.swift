// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

extension Timestamp {
    /// The moment for people, such as `2026-11-20 23:53 UTC`.
    var text: String {
        let parts = rfc3339.split(separator: "T")
        guard parts.count == 2 else { return rfc3339 }
        return "\(parts[0]) \(parts[1].prefix(5)) UTC"
    }
}
