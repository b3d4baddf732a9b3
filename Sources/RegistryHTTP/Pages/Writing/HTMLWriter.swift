// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Writes HTML; whatever is text, is text.
///
///     html.element(.p, .class("note")) { html in
///         html.text("pushed by ")
///         html.element(.strong, text: record.offeredBy)
///     }
///
/// There is no way to write markup that is not made of typed elements and attributes, so nobody's label becomes one.
struct HTMLWriter: Sendable {
    /// The page so far.
    private(set) var bytes: [UInt8] = []
    /// Tells whether a form was written whose sender has to prove that it saw this page.
    private(set) var hasPostForm = false
    private let formToken: String

    /// Creates a writer with nothing written.
    ///
    /// - Parameter formToken: What each form that changes something carries.
    init(formToken: String = "") {
        self.formToken = formToken
        bytes.reserveCapacity(16 << 10)
    }

    /// Writes an element whose content `body` writes.
    mutating func element(
        _ element: HTMLElement,
        _ attributes: HTMLAttribute...,
        body: (inout HTMLWriter) throws -> Void
    ) rethrows {
        try write(element.rawValue, attributes, body)
    }

    /// Writes an element around text.
    mutating func element(_ element: HTMLElement, _ attributes: HTMLAttribute..., text: some StringProtocol) {
        write(element.rawValue, attributes) { $0.text(text) }
    }

    /// Writes an element that has no content.
    mutating func void(_ element: HTMLElement.Void, _ attributes: HTMLAttribute...) {
        start(element.rawValue, attributes)
    }

    /// Writes text.
    mutating func text(_ text: some StringProtocol) {
        HTMLText.append(text, to: &bytes)
    }

    /// Writes text of somebody else that may be written from right to left, without it changing what stands around it.
    mutating func foreign(_ text: some StringProtocol) {
        element(.bdi, text: text)
    }

    /// Writes a link whose content `body` writes.
    mutating func link(
        _ link: Link,
        _ attributes: HTMLAttribute...,
        body: (inout HTMLWriter) throws -> Void
    ) rethrows {
        try write("a", attributes, link: ("href", link), body)
    }

    /// Writes a link.
    mutating func link(_ link: Link, _ attributes: HTMLAttribute..., text: some StringProtocol) {
        write("a", attributes, link: ("href", link)) { $0.text(text) }
    }

    /// Writes a landmark with links.
    mutating func navigation(
        _ attributes: HTMLAttribute...,
        body: (inout HTMLWriter) throws -> Void
    ) rethrows {
        try write("nav", attributes, body)
    }

    /// Writes what another writer wrote.
    mutating func append(_ other: HTMLWriter) {
        bytes.append(contentsOf: other.bytes)
        hasPostForm = hasPostForm || other.hasPostForm
    }

    /// Writes a form that asks for a page, as a search does.
    mutating func form(
        get action: Link,
        _ attributes: HTMLAttribute...,
        body: (inout HTMLWriter) throws -> Void
    ) rethrows {
        try write("form", attributes, link: ("action", action), body)
    }

    /// Writes a form that changes something; the proof that it was sent from this page is added.
    mutating func form(
        post action: Link,
        _ attributes: HTMLAttribute...,
        body: (inout HTMLWriter) throws -> Void
    ) rethrows {
        hasPostForm = true
        bytes.append(contentsOf: "<form method=\"post\"".utf8)
        attribute("action", action.text)
        for attribute in attributes { write(attribute) }
        bytes.append(UInt8(ascii: ">"))
        void(.input, .type("hidden"), .name(FormToken.field), .value(formToken))
        try body(&self)
        bytes.append(contentsOf: "</form>".utf8)
    }
}

// MARK: The head of a page

extension HTMLWriter {
    /// Writes a whole page.
    mutating func page(
        head: (inout HTMLWriter) -> Void,
        body: (inout HTMLWriter) -> Void
    ) {
        literal("<!DOCTYPE html>\n<html lang=\"en\"><head>")
        head(&self)
        literal("</head><body>")
        body(&self)
        literal("</body></html>\n")
    }

    /// Writes markup that stands in the source.
    mutating func literal(_ markup: StaticString) {
        markup.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Writes a style sheet's or icon's `link`.
    mutating func resource(_ relation: StaticString, _ link: Link) {
        literal("<link")
        attribute("rel", "\(relation)")
        attribute("href", link.text)
        literal(">")
    }

    /// Writes the element that loads a script of our own.
    mutating func script(_ link: Link) {
        literal("<script defer")
        attribute("src", link.text)
        literal("></script>")
    }

    /// Writes the element that loads the page again after some seconds.
    mutating func refresh(after seconds: Int) {
        literal("<meta http-equiv=\"refresh\"")
        attribute("content", String(seconds))
        literal(">")
    }
}

extension HTMLWriter {
    private mutating func write(
        _ name: String,
        _ attributes: [HTMLAttribute],
        link: (name: String, link: Link)? = nil,
        _ body: (inout HTMLWriter) throws -> Void
    ) rethrows {
        start(name, attributes, link: link)
        try body(&self)
        bytes.append(contentsOf: "</".utf8)
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: ">"))
    }

    private mutating func start(
        _ name: String,
        _ attributes: [HTMLAttribute],
        link: (name: String, link: Link)? = nil
    ) {
        bytes.append(UInt8(ascii: "<"))
        bytes.append(contentsOf: name.utf8)
        if let link {
            attribute(link.name, link.link.text)
            if link.link.isForeign { attribute("rel", "external noopener noreferrer") }
        }
        for attribute in attributes { write(attribute) }
        bytes.append(UInt8(ascii: ">"))
    }

    private mutating func write(_ attribute: HTMLAttribute) {
        if attribute.name == "class", attribute.value == "" { return }
        self.attribute(attribute.name, attribute.value)
    }

    private mutating func attribute(_ name: String, _ value: String?) {
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: name.utf8)
        guard let value else { return }
        bytes.append(contentsOf: "=\"".utf8)
        HTMLText.append(value, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }
}
