// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Archive
internal import ImageDiff
internal import ImageReading
internal import OCIModel
internal import Registry

/// What a file is, without its content.
struct FileSection {
    let file: FileTree.File
    let place: FilePlace
    let tree: ImageTree

    /// The most attributes that are named.
    private static let maximumAttributes = 50

    func write(to html: inout HTMLWriter) {
        let entry = file.entry
        html.element(.dl, .class("facts")) { html in
            html.fact("Kind") { html in
                html.text(kind)
                FileMarks(file).target(in: tree, place, &html)
                FileMarks(file).write(to: &html)
            }
            html.fact("Mode") { html in
                html.element(.code, text: "\(ModeText.text(entry)) \(ModeText.octal(entry.mode))")
            }
            html.fact("Owner") { $0.text("user \(entry.userID), group \(entry.groupID)") }
            if entry.kind == .file {
                html.fact("Size") { html in
                    html.text(ByteText.text(entry.size))
                    if entry.size >= 1_000 { html.element(.span, .class("muted"), text: ", \(entry.size) bytes") }
                }
                if let digest = entry.hash?.digest { html.fact("Content") { $0.whole(digest) } }
            }
            let modified = Timestamp(seconds: entry.modified.seconds)
            if let modified, entry.modified.seconds > 0 {
                html.fact("Changed") { $0.element(.time, .dateTime(modified.rfc3339), text: modified.exact) }
            }
            html.fact("Set by") { $0.text("layer \(entry.layer + 1)") }
            if !entry.extendedAttributes.isEmpty { html.fact("Attributes") { attributes(&$0) } }
        }
        guard entry.kind == .file, entry.size > Registry.maximumShownFile else { return }
        html.element(
            .p,
            .class("empty"),
            text: "Content of more than \(ByteText.text(Registry.maximumShownFile)) is not shown."
        )
    }

    private var kind: String {
        switch file.entry.kind {
        case .file:
            switch file.entry.content {
            case .elf: "program or library (ELF)"
            case .script: "script"
            case .windows: "program for Windows"
            case .other: "file"
            }
        case .directory: "directory"
        case .symlink: "symbolic link"
        case .char: "character device"
        case .block: "block device"
        case .fifo: "pipe"
        }
    }

    private func attributes(_ html: inout HTMLWriter) {
        html.element(.ul, .class("plain-list")) { html in
            for name in file.entry.extendedAttributes.keys.sorted().prefix(Self.maximumAttributes) {
                html.element(.li) { html in
                    html.element(.code) { $0.foreign(PathText.line(name)) }
                }
            }
        }
    }
}

extension Timestamp {
    /// The moment so many seconds after 1970; nil for one that no calendar of four digits has.
    fileprivate init?(seconds: Int64) {
        guard (0..<253_402_300_800).contains(seconds) else { return nil }
        self.init(microseconds: seconds * 1_000_000)
    }
}
