// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Archive
internal import ImageReading
internal import OCIModel

/// A path in an image, with the links to the directories on the way to it.
struct FilePlace {
    let digest: Digest
    let repository: RepositoryName
    /// The names on the way, the last one its own; none for the root.
    let names: [[UInt8]]

    /// The absolute path.
    var path: ByteString {
        names.isEmpty ? "/" : ByteString(names.flatMap { [UInt8(ascii: "/")] + $0 })
    }

    /// The page of another path of the image.
    func link(to path: ByteString) -> Link {
        .files(digest, in: repository, path: path.bytes.split(separator: UInt8(ascii: "/")).map(Array.init))
    }

    /// Writes the path, each directory a link.
    func write(to html: inout HTMLWriter) {
        html.navigation(.aria("label", "Path"), .class("file-path")) { html in
            html.element(.ol) { html in
                step("/", 0, &html)
                for (index, name) in names.enumerated() {
                    step(PathText.line(ByteString(name)), index + 1, &html)
                }
            }
        }
    }

    private func step(_ text: String, _ depth: Int, _ html: inout HTMLWriter) {
        html.element(.li) { html in
            if depth == names.count {
                html.element(.span, .aria("current", "page")) { $0.foreign(text) }
            } else {
                html.link(.files(digest, in: repository, path: Array(names.prefix(depth)))) { $0.foreign(text) }
            }
        }
    }
}
