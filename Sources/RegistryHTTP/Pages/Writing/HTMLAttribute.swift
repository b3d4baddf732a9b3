// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// One attribute of an element.
///
/// There is none that takes a URL, style or script: addresses go through ``Link``, looks through classes.
struct HTMLAttribute: Sendable {
    let name: String
    /// The value before escaping; nil for an attribute that stands alone.
    let value: String?

    private init(_ name: StaticString, _ value: String?) {
        self.name = "\(name)"
        self.value = value
    }

    /// Classes; the empty text leaves the attribute out.
    static func `class`(_ names: StaticString) -> HTMLAttribute { HTMLAttribute("class", "\(names)") }
    static func id(_ id: String) -> HTMLAttribute { HTMLAttribute("id", id) }
    static func title(_ text: String) -> HTMLAttribute { HTMLAttribute("title", text) }
    static func lang(_ code: StaticString) -> HTMLAttribute { HTMLAttribute("lang", "\(code)") }
    static func role(_ role: StaticString) -> HTMLAttribute { HTMLAttribute("role", "\(role)") }
    /// `aria-…`, as in `.aria("label", "Tags")`.
    static func aria(_ name: StaticString, _ value: String) -> HTMLAttribute {
        HTMLAttribute(prefix: "aria-", name, value)
    }
    /// `data-…`, for the script.
    static func data(_ name: StaticString, _ value: String) -> HTMLAttribute {
        HTMLAttribute(prefix: "data-", name, value)
    }
    static func tabIndex(_ index: Int) -> HTMLAttribute { HTMLAttribute("tabindex", String(index)) }
    static func dateTime(_ text: String) -> HTMLAttribute { HTMLAttribute("datetime", text) }
    static let open = HTMLAttribute("open", nil)
    static let hidden = HTMLAttribute("hidden", nil)

    private init(prefix: StaticString, _ name: StaticString, _ value: String) {
        self.name = "\(prefix)\(name)"
        self.value = value
    }
}

// MARK: Tables, forms, drawings

extension HTMLAttribute {
    /// What a header cell is the header of.
    enum Scope: String, Sendable {
        case column = "col"
        case row
    }

    static func scope(_ scope: Scope) -> HTMLAttribute { HTMLAttribute("scope", scope.rawValue) }
    static func columns(_ count: Int) -> HTMLAttribute { HTMLAttribute("colspan", String(count)) }
    static func name(_ name: StaticString) -> HTMLAttribute { HTMLAttribute("name", "\(name)") }
    static func value(_ text: String) -> HTMLAttribute { HTMLAttribute("value", text) }
    static func type(_ type: StaticString) -> HTMLAttribute { HTMLAttribute("type", "\(type)") }
    static func `for`(_ id: StaticString) -> HTMLAttribute { HTMLAttribute("for", "\(id)") }
    static func autocomplete(_ kind: StaticString) -> HTMLAttribute { HTMLAttribute("autocomplete", "\(kind)") }
    static func placeholder(_ text: String) -> HTMLAttribute { HTMLAttribute("placeholder", text) }
    static func maximumLength(_ length: Int) -> HTMLAttribute { HTMLAttribute("maxlength", String(length)) }
    static func rows(_ count: Int) -> HTMLAttribute { HTMLAttribute("rows", String(count)) }
    static func maximum(_ value: Int) -> HTMLAttribute { HTMLAttribute("max", String(value)) }
    static let required = HTMLAttribute("required", nil)
    static let autofocus = HTMLAttribute("autofocus", nil)
    static let checked = HTMLAttribute("checked", nil)
    static let selected = HTMLAttribute("selected", nil)
    static let disabled = HTMLAttribute("disabled", nil)
    static let withoutSpellcheck = HTMLAttribute("spellcheck", "false")

    /// The attributes that place a shape in a drawing.
    enum Geometry: String, Sendable {
        case x, y, x1, y1, x2, y2, cx, cy, r, rx, ry, d, dx, dy, points, width, height, viewBox, transform, orient
        case refX, refY, markerWidth, markerHeight
        case textAnchor = "text-anchor"
    }

    /// Places a shape, as in `.shape(.viewBox, "0 0 100 50")`.
    static func shape(_ name: Geometry, _ value: String) -> HTMLAttribute { HTMLAttribute(name, value) }
    static func shape(_ name: Geometry, _ value: Int) -> HTMLAttribute { HTMLAttribute(name, String(value)) }

    private init(_ name: Geometry, _ value: String) {
        self.name = name.rawValue
        self.value = value
    }
}
