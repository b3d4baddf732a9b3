// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The paths that a stored `holdfast.diff/1` document lists.
enum ComparedPaths {
    /// Reads them; a path that is no text becomes an empty one.
    ///
    /// Nil for a document that does not list all of them.
    static func all(in document: [UInt8]) -> [String]? {
        // That it cannot be read is reason enough not to judge by it.
        guard let json = try? JSONValue(parsing: document), json["truncated"] == nil,
            let files = json["files"]?.array
        else { return nil }
        var paths: [String] = []
        for file in files {
            guard let path = file["path"]?.string else { return nil }
            paths.append(file["pathBase64"] == nil ? path : "")
        }
        return paths
    }
}
