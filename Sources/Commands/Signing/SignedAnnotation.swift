// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

/// A name and a value that are signed along with the image.
struct SignedAnnotation: Equatable, Sendable {
    let key: String
    let value: String

    private static let limit = 4096

    /// Reads `key=value`.
    @Sendable init(_ text: String) throws {
        guard let mark = text.firstIndex(of: "="), mark > text.startIndex else {
            throw ValidationError("\"\(VisibleText.line(text))\" is no annotation; write it like key=value.")
        }
        guard text.utf8.count <= Self.limit else {
            throw ValidationError("An annotation has at most \(Self.limit) bytes.")
        }
        self.key = String(text[..<mark])
        self.value = String(text[text.index(after: mark)...])
        guard !key.hasPrefix("dev.holdfast."), key != "creator", key != "timestamp" else {
            throw ValidationError("The annotation \(key) is one that Holdfast writes itself.")
        }
    }
}
