// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ConfigurationReader {
    /// The entries of `keep-locks`.
    mutating func keepLocks(_ node: YAMLNode?) -> KeptFiles? {
        guard let node, let elements = list(node, "keep-locks", example: "[\"locks/**/holdfast.lock\"]") else {
            return nil
        }
        guard elements.count <= KeptFiles.maximumCount else {
            fail(node, "there are \(elements.count) \"keep-locks\"; at most \(KeptFiles.maximumCount) are read")
            return nil
        }
        var patterns: [KeptFiles.Pattern] = []
        for element in elements {
            guard let text = text(element, "keep-locks") else { continue }
            do throws(KeptFilesError) {
                patterns.append(try KeptFiles.Pattern(text, resolve: resolve))
            } catch {
                fail(element, "\(Shown(text)) is not a pattern for \"keep-locks\": \(error)")
            }
        }
        return KeptFiles(patterns: patterns)
    }
}
