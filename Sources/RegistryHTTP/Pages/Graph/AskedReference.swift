// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import OCIModel

/// What somebody asks for by a reference in the address of a page.
enum AskedReference: Hashable {
    case nothing
    case reference(Reference)
    /// No reference, and what is wrong with it.
    case malformed(String, String)
    /// A reference to what is not there, and why.
    case unknown(String, String)

    init(_ text: String?, in exchange: Exchange) {
        let text = text.map { String($0.prefix(1_024)).trimmed } ?? ""
        guard !text.isEmpty else {
            self = .nothing
            return
        }
        do throws(ReferenceError) {
            self = .reference(exchange.local(try Reference(text)))
        } catch {
            self = .malformed(text, error.description)
        }
    }

    /// What was asked for, as it was written.
    var text: String? {
        switch self {
        case .nothing: nil
        case .reference(let reference): reference.description
        case .malformed(let text, _), .unknown(let text, _): text
        }
    }

    /// The status of the page.
    var status: HTTPResponse.Status {
        switch self {
        case .nothing, .reference: .ok
        case .malformed: .badRequest
        case .unknown: .notFound
        }
    }

    /// Writes a field to ask for something else.
    func field(_ action: Link, _ label: String, _ html: inout HTMLWriter) {
        html.form(get: action, .class("search"), .role("search")) { html in
            html.element(.div) { html in
                html.element(.label, .for("ref"), text: label)
                html.void(
                    .input,
                    .type("search"),
                    .id("ref"),
                    .name("ref"),
                    .value(text ?? ""),
                    .placeholder("team/app:1.0"),
                    .maximumLength(1_024),
                    .autocomplete("off"),
                    .withoutSpellcheck
                )
            }
            html.element(.button, .type("submit"), .class("button second"), text: "Show")
        }
    }

    /// Writes what is wrong with it, if something is.
    func complaint(_ html: inout HTMLWriter) {
        switch self {
        case .nothing, .reference: return
        case .malformed(let text, let reason), .unknown(let text, let reason):
            html.element(.div, .class("notice bad"), .role("alert")) { html in
                html.element(.p) { html in
                    html.element(.strong) { $0.foreign(text) }
                    html.text(" cannot be shown: ")
                    html.foreign(reason)
                }
            }
        }
    }
}

extension String {
    /// The text without blanks around it.
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
