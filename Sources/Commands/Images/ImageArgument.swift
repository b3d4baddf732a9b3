// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

/// What names an image on the command line.
enum ImageArgument {
    /// Reads a reference, or `oci:`, `oci-archive:` or `docker-archive:` with a path.
    @Sendable static func location(_ text: String) throws -> ImageLocation {
        do {
            return try ImageLocation(text)
        } catch {
            throw ValidationError("\"\(VisibleText.line(text))\" does not name an image: \(error)")
        }
    }
}
