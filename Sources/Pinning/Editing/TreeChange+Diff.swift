// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension TreeChange {
    /// The change as a patch that `git apply` and `patch -p1` read.
    ///
    /// Carriage returns stay; bytes that are not valid UTF-8 are shown as signs.
    public var unifiedDiff: String {
        // An edit holds no line feed: line by line, the old file and the new one are about the same.
        files.map { UnifiedDiff(old: $0.old, new: $0.new).text(path: $0.path) }.joined()
    }
}
