// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A name with `*` for any text, such as `RELATED_IMAGE_*`.
///
/// Matching takes time linear in the name for each `*` and keeps nothing.
struct NamePattern: Hashable, Sendable {
    private let bytes: [UInt8]

    init(_ text: String) { self.bytes = Array(text.utf8) }

    func matches(_ name: String) -> Bool { matches(Array(name.utf8)) }

    func matches(_ name: [UInt8]) -> Bool {
        var (pattern, position) = (0, 0)
        // Where to go on when what follows the last `*` does not fit: the star takes one byte more.
        var retry: (pattern: Int, position: Int)?
        while position < name.count {
            if pattern < bytes.count, bytes[pattern] == UInt8(ascii: "*") {
                retry = (pattern + 1, position)
                pattern += 1
            } else if pattern < bytes.count, bytes[pattern] == name[position] {
                pattern += 1
                position += 1
            } else if let (afterStar, start) = retry {
                retry = (afterStar, start + 1)
                (pattern, position) = (afterStar, start + 1)
            } else {
                return false
            }
        }
        return bytes[pattern...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
