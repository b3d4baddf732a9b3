// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The elements that pages are made of.
///
/// Links and forms have methods of their own in ``HTMLWriter``; elements that run or load something are not here.
enum HTMLElement: String, Sendable {
    case abbr, article, aside, bdi, button, caption, code, dd, del, details, div, dl, dt, em, fieldset, figcaption
    case figure, footer, h1, h2, h3, h4, header, ins, kbd, label, legend, li, main, mark, nav, ol, option, p, pre
    case progress, section, select, small, span, strong, summary, table, tbody, td, textarea, tfoot, th, thead, time, tr
    case ul
    // Drawings; `title` names a shape for those who do not see it.
    case svg, g, path, rect, circle, ellipse, line, polyline, polygon, defs, marker, text, tspan, title, desc

    /// Elements without content.
    enum Void: String, Sendable {
        case br, col, hr, input, wbr
    }
}
