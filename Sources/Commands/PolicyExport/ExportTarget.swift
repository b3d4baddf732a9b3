// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Pinning
import Trust

/// A directory that exported files are written into.
struct ExportTarget {
    let directory: String
    let force: Bool

    /// Writes all files, or none when one is there that must not be written over.
    func write(_ files: [ExportedPolicy.File]) throws {
        let paths = files.map { "\(directory)/\($0.name)" }
        if !force, let present = paths.first(where: ArgumentFile.exists) {
            throw CommandFailure(
                .usage,
                "\(present) is there already",
                advice: "Add --force to write over it, or give another --output."
            )
        }
        for (file, path) in zip(files, paths) { try GeneratedFile.write(Array(file.text.utf8), to: path) }
    }
}
