// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Affected images in a table.
enum AffectedTable {
    /// More images in between than these are counted and not named.
    private static let maximumNamed = 4

    /// A table with a name of an image a line.
    static func text(_ images: [JSONValue], style: Style) -> String {
        let names = names(of: images)
        var table = Table(["TAG", "IMAGE", "HOW", "THROUGH", "NOW"])
        for image in images {
            let repository = image["repository"]?.string ?? ""
            let isCurrent = image["current"] == .bool(true)
            table.add([
                Table.Cell(repository + (image["tag"]?.string.map { ":\($0)" } ?? "")),
                Table.Cell(image["digest"]?.string.map(ShortDigest.text) ?? ""),
                Table.Cell(image["evidence"]?.string ?? ""),
                Table.Cell(through(image["path"]?.strings ?? [], names)),
                Table.Cell(isCurrent ? "" : standing(image)) { $0.faint($1) },
            ])
        }
        return table.text(style: style)
    }

    private static func standing(_ image: JSONValue) -> String {
        image["tag"]?.string == nil ? "has no tag" : "means another image, or is deleted"
    }

    /// The images between the first and the last of a path.
    private static func through(_ path: [String], _ names: [String: String]) -> String {
        let between = path.dropFirst().dropLast()
        let shown = between.prefix(maximumNamed).map { names[$0] ?? ShortDigest.text($0) }
        let rest = between.count - shown.count
        return (shown + (rest > 0 ? ["\(rest) more"] : [])).joined(separator: " > ")
    }

    /// A name for each image that has a current one.
    private static func names(of images: [JSONValue]) -> [String: String] {
        var names: [String: String] = [:]
        for image in images where image["current"] == .bool(true) {
            guard let digest = image["digest"]?.string, let repository = image["repository"]?.string,
                let tag = image["tag"]?.string, names[digest] == nil
            else { continue }
            names[digest] = "\(repository):\(tag)"
        }
        return names
    }
}
