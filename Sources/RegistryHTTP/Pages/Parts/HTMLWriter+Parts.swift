// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

extension HTMLWriter {
    /// Writes a digest as it stands in lists: its beginning, with the whole as title.
    mutating func short(_ digest: Digest) {
        element(.code, .class("nowrap"), .title(digest.rawValue), text: digest.short)
    }

    /// Writes a digest as it stands in lists, as a link to the image.
    mutating func short(_ digest: Digest, in repository: RepositoryName) {
        link(.image(digest, in: repository), .title(digest.rawValue)) { html in
            html.element(.code, .class("nowrap"), text: digest.short)
        }
    }

    /// Writes a whole digest, which one click selects.
    mutating func whole(_ digest: Digest) {
        element(.code, .class("digest"), .data("copy", "digest"), text: digest.rawValue)
    }

    /// Writes how long ago a moment was, with the exact time as title.
    mutating func age(of moment: Timestamp, at now: Timestamp) {
        element(
            .time,
            .dateTime(moment.rfc3339),
            .title(moment.exact),
            text: RelativeAge.text(of: moment, at: now)
        )
    }

    /// Writes how long ago something was, or that it never was.
    mutating func age(of moment: Timestamp?, at now: Timestamp, never: String) {
        guard let moment else { return element(.span, .class("muted"), text: never) }
        age(of: moment, at: now)
    }

    /// Writes a repository's name; lines may break at its slashes.
    mutating func name(_ repository: RepositoryName) {
        for (index, part) in repository.rawValue.split(separator: "/").enumerated() {
            if index > 0 {
                text("/")
                void(.wbr)
            }
            text(part)
        }
    }

    /// Writes one line to be copied, with a word before it that says what it is for.
    mutating func command(_ kind: String, _ line: String) {
        element(.div, .class("command")) { html in
            html.element(.span, .class("kind"), text: kind)
            html.element(.code, .data("copy", "\(kind) command"), text: line)
        }
    }

    /// Writes a term and what it means, inside a `dl`.
    mutating func fact(_ term: String, body: (inout HTMLWriter) throws -> Void) rethrows {
        element(.dt, text: term)
        try element(.dd, body: body)
    }

    /// Writes the header cells of a table.
    mutating func columns(_ columns: [Column]) {
        element(.thead) { html in
            html.element(.tr) { html in
                for column in columns {
                    html.element(.th, .scope(.column), .class(column.look), text: column.title)
                }
            }
        }
    }

    /// Writes a search field as a form of its own.
    mutating func search(_ action: Link, label: String, query: String?, keeping kept: [(StaticString, String)] = []) {
        form(get: action, .class("search"), .role("search")) { html in
            html.element(.div) { html in
                html.element(.label, .for("q"), text: label)
                html.void(
                    .input,
                    .type("search"),
                    .id("q"),
                    .name("q"),
                    .value(query ?? ""),
                    .maximumLength(256),
                    .autocomplete("off"),
                    .withoutSpellcheck
                )
            }
            for (name, value) in kept { html.void(.input, .type("hidden"), .name(name), .value(value)) }
            html.element(.button, .type("submit"), .class("button second"), text: "Search")
        }
    }

    /// Writes the way to the pages of a list that go before and after.
    mutating func pages(first: Link?, next: Link?, named title: String = "Next page") {
        guard first != nil || next != nil else { return }
        navigation(.aria("label", "Pages"), .class("pages")) { html in
            if let first { html.link(first, text: "First page") }
            if let next { html.link(next, text: title) }
        }
    }
}

/// A column of a table.
struct Column: Sendable {
    let title: String
    let look: StaticString

    init(_ title: String, _ look: StaticString = "") {
        self.title = title
        self.look = look
    }
}
