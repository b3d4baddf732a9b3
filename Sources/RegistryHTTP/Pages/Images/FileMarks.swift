// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Archive
internal import ImageDiff
internal import ImageReading
internal import Registry

/// What should be seen of a file at once, in words.
struct FileMarks {
    private let file: FileTree.File

    init(_ file: FileTree.File) {
        self.file = file
    }

    /// The words, such as `setuid`.
    var words: [String] {
        let entry = file.entry
        var words: [String] = []
        if entry.kind == .file, entry.mode & 0o4000 != 0 { words.append("setuid") }
        if entry.kind == .file, entry.mode & 0o2000 != 0 { words.append("setgid") }
        if entry.extendedAttributes["security.capability"] != nil { words.append("capabilities") }
        // What is in a directory with the sticky bit can be taken away by its owner alone.
        let isShared = entry.kind == .directory && entry.mode & 0o1000 != 0
        if entry.kind != .symlink, entry.mode & 0o002 != 0, !isShared { words.append("world-writable") }
        switch entry.kind {
        case .char: words.append("character device \(entry.deviceMajor):\(entry.deviceMinor)")
        case .block: words.append("block device \(entry.deviceMajor):\(entry.deviceMinor)")
        case .fifo: words.append("pipe")
        case .file, .directory, .symlink: break
        }
        return words
    }

    func write(to html: inout HTMLWriter) {
        for word in words {
            html.text(" ")
            html.element(.span, .class("file-mark"), text: word)
        }
    }

    /// Writes where a link leads, as a link if there is something.
    func target(in tree: ImageTree, _ place: FilePlace, _ html: inout HTMLWriter) {
        if let first = file.hardLinkOf {
            html.element(.span, .class("muted"), text: " is also ")
            html.link(place.link(to: first)) { $0.foreign(PathText.line(first)) }
        }
        guard file.entry.kind == .symlink else { return }
        html.element(.span, .class("muted")) { html in
            html.element(.span, .aria("hidden", "true"), text: " → ")
            html.element(.span, .class("unseen"), text: " leads to ")
        }
        let target = PathText.line(file.entry.target)
        if let destination = tree.destination(of: file.path) {
            html.link(place.link(to: destination)) { $0.foreign(target) }
        } else {
            html.foreign(target)
            html.element(.span, .class("muted"), text: ", which the image has not")
        }
    }
}
