// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import RegistryHTTP

@Suite struct HTMLWriterTests {
    private static let hostile: [(text: String, written: String)] = [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        (#"" onmouseover="x"#, "&quot; onmouseover=&quot;x"),
        ("' onclick='x", "&#39; onclick=&#39;x"),
        ("&lt;b&gt; & &#60;", "&amp;lt;b&amp;gt; &amp; &amp;#60;"),
        ("--><!--", "--&gt;&lt;!--"),
        ("exe\u{202e}gpj", "exe\\u{202e}gpj"),
        ("a\u{200b}b\u{feff}\u{2066}", "a\\u{200b}b\\u{feff}\\u{2066}"),
        ("\u{0}\u{1b}[31m\u{7f}\u{85}\r", "\\u{0}\\u{1b}[31m\\u{7f}\\u{85}\\u{d}"),
        ("tag \u{e0041}", "tag \\u{e0041}"),
        ("line\nand\ttab", "line\nand\ttab"),
        ("Grüße 👩🏽‍💻 你好", "Grüße 👩🏽‍💻 你好"),
    ]

    @Test(arguments: hostile)
    func textStaysText(_ text: String, _ written: String) {
        var html = HTMLWriter()
        html.element(.p, text: text)
        #expect(Self.text(html) == "<p>\(written)</p>")
    }

    @Test(arguments: hostile)
    func attributesStayAttributes(_ text: String, _ written: String) {
        var html = HTMLWriter()
        html.void(.input, .value(text), .title(text), .aria("label", text))
        #expect(Self.text(html) == #"<input value="\#(written)" title="\#(written)" aria-label="\#(written)">"#)
    }

    @Test
    func nestsElements() {
        var html = HTMLWriter()
        html.element(.ul, .class("list")) { html in
            for number in 1...2 { html.element(.li, .class(""), text: "\(number)") }
        }
        #expect(Self.text(html) == #"<ul class="list"><li>1</li><li>2</li></ul>"#)
    }

    @Test
    func formsThatChangeSomethingCarryTheToken() {
        var html = HTMLWriter(formToken: "secret")
        html.form(get: .repositories) { _ in }
        #expect(!html.hasPostForm)
        html.form(post: .signOut) { _ in }
        #expect(html.hasPostForm)
        #expect(
            Self.text(html) == #"<form action="/"></form><form method="post" action="/logout">"#
                + #"<input type="hidden" name="csrf" value="secret"></form>"#
        )
    }

    @Test
    func everyByteOfAnythingGivesTextOrReferences() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let scalars = (0..<20).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0...0x11000, using: &generator)) }
            var html = HTMLWriter()
            html.text(String(String.UnicodeScalarView(scalars)))
            #expect(!html.bytes.contains { [0x3c, 0x3e, 0x22, 0x27].contains($0) || $0 < 0x20 && $0 != 9 && $0 != 10 })
        }
    }

    static func text(_ html: HTMLWriter) -> String { String(decoding: html.bytes, as: UTF8.self) }
}

/// Numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
