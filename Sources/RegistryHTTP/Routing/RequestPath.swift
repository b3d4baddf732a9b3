// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The path of a request, split at its slashes and decoded element by element.
///
/// An element that decodes to something with a slash or a control character is kept out of names by ``isPlain``: percent
/// tricks must not move a boundary.
struct RequestPath {
    /// The elements as they came.
    let raw: [[UInt8]]
    /// The decoded elements; a trailing slash gives an empty last one.
    let elements: [String]
    /// Tells whether every element decoded to text without slashes and control characters.
    let isPlain: Bool

    init(_ path: some StringProtocol) {
        var elements: [String] = []
        var isPlain = true
        let parts = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for raw in parts {
            guard let decoded = PercentEncoding.decode(raw) else {
                isPlain = false
                elements.append("")
                continue
            }
            if decoded.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 < 0x20 || $0 == 0x7f }) { isPlain = false }
            elements.append(decoded)
        }
        self.raw = parts.map { Array($0) }
        self.elements = elements
        self.isPlain = isPlain
    }
}
