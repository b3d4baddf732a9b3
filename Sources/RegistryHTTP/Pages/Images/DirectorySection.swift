// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Archive
internal import ImageDiff
internal import ImageReading
internal import OCIModel
internal import Registry

/// The files of one directory.
struct DirectorySection {
    let tree: ImageTree
    let place: FilePlace
    /// How many files the pages before this one have.
    let start: Int

    /// The most files of a page.
    static let pageSize = 1_000
    /// The most places of doubt that are named.
    private static let shownDoubts = 20

    func write(to html: inout HTMLWriter) {
        doubts(&html)
        let page = tree.page(of: place.path, from: start, limit: Self.pageSize)
        html.element(.p, .class("small muted")) { html in
            html.text(page.count == 1 ? "1 file" : "\(page.count) files")
            if page.count > page.files.count, !page.files.isEmpty {
                html.text(", of which \(start + 1) to \(start + page.files.count)")
            }
        }
        if !page.files.isEmpty { table(page.files, &html) }
        let next = start + page.files.count
        html.pages(
            first: start == 0 ? nil : place.link(to: place.path),
            next: next < page.count && !page.files.isEmpty
                ? place.link(to: place.path).with([("from", "\(next)")]) : nil,
            named: "Next \(Self.pageSize)"
        )
    }

    private func table(_ files: [FileTree.File], _ html: inout HTMLWriter) {
        html.element(.div, .class("scroll")) { html in
            html.element(.table, .class("files")) { html in
                html.columns([
                    Column("Name"), Column("Size", "number"), Column("Mode"), Column("Owner", "wide"),
                    Column("SHA-256", "wide"),
                ])
                html.element(.tbody) { html in
                    if !place.names.isEmpty {
                        html.element(.tr) { html in
                            html.element(.th, .scope(.row)) { html in
                                let parent = Array(place.names.dropLast())
                                html.link(.files(place.digest, in: place.repository, path: parent)) { html in
                                    html.text("..")
                                    html.element(.span, .class("unseen"), text: " the directory above")
                                }
                            }
                            html.element(.td, .columns(4)) { _ in }
                        }
                    }
                    for file in files { row(file, &html) }
                }
            }
        }
    }

    private func row(_ file: FileTree.File, _ html: inout HTMLWriter) {
        let entry = file.entry
        html.element(.tr) { html in
            html.element(.th, .scope(.row)) { html in
                let name = ByteString(file.path.bytes.split(separator: UInt8(ascii: "/")).last ?? [])
                html.link(place.link(to: file.path)) { html in
                    html.foreign(PathText.line(name))
                    if entry.kind == .directory { html.text("/") }
                }
                FileMarks(file).target(in: tree, place, &html)
                FileMarks(file).write(to: &html)
            }
            html.element(.td, .class("number")) { html in
                if entry.kind == .file {
                    html.element(.span, .title("\(entry.size) bytes"), text: ByteText.text(entry.size))
                }
            }
            html.element(.td) { html in
                html.element(.code, .class("nowrap"), .title(ModeText.octal(entry.mode)), text: ModeText.text(entry))
            }
            html.element(.td, .class("wide nowrap"), text: "\(entry.userID):\(entry.groupID)")
            html.element(.td, .class("wide")) { html in
                guard let digest = entry.hash?.digest else { return }
                html.element(.code, .class("nowrap"), .title(digest.rawValue), text: "\(digest.hex.prefix(12))")
            }
        }
    }

    /// What of the image can be read in two ways, here and below.
    private func doubts(_ html: inout HTMLWriter) {
        let prefix = place.names.isEmpty ? [] : place.path.bytes + [UInt8(ascii: "/")]
        let here = tree.ambiguities.filter { doubt in
            doubt.ambiguity.path == place.path || doubt.ambiguity.path.bytes.starts(with: prefix)
        }
        guard !here.isEmpty else { return }
        html.element(.details, .class("notice open")) { html in
            html.element(
                .summary,
                text: here.count == 1
                    ? "1 place here or below can be read in two ways"
                    : "\(here.count) places here or below can be read in two ways"
            )
            html.element(.ul, .class("plain-list")) { html in
                for doubt in here.prefix(Self.shownDoubts) {
                    html.element(.li) { html in
                        html.element(.code) { $0.foreign(PathText.line(doubt.ambiguity.path)) }
                        html.text(", layer \(doubt.ambiguity.layer + 1): \(doubt.ambiguity.kind.words)")
                        if let other = doubt.ambiguity.containerd {
                            html.text("; containerd shows ")
                            html.foreign(other)
                        }
                    }
                }
                if here.count > Self.shownDoubts {
                    html.element(.li, .class("muted"), text: "and \(here.count - Self.shownDoubts) more")
                }
            }
        }
    }
}

extension Ambiguity.Kind {
    /// The kind in words.
    fileprivate var words: String { rawValue.split(separator: "-").joined(separator: " ") }
}
