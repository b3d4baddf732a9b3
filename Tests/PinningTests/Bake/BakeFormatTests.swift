// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct BakeFormatTests {
    private static let properties = FormatProperties(format: BakeFormat())
    private static let digest = "sha256:" + String(repeating: "0", count: 64)

    private static func contexts(_ items: String) -> String { "target \"t\" {\n  contexts = { \(items) }\n}\n" }

    private static let places: [(String, [String])] = [
        (contexts(#"a = "docker-image://nginx:1""#), ["build-context nginx:1 = nginx:1"]),
        (
            contexts(#""a" : "docker-image://r.example/n@\#(digest)""#),
            ["build-context r.example/n@\(digest) = r.example/n@\(digest)"]
        ),
        (contexts(#"a = "target:b", c = "./dir", d = "https://x/y.git", e = b"#), []),
        (
            contexts(#"a = X != "" ? "docker-image://a:1" : "docker-image://b:2""#),
            ["build-context a:1 = a:1", "build-context b:2 = b:2"]
        ),
        (
            contexts(#"a = format("docker-image://%s", X)"#),
            ["build-context %s = ? lock: it is computed"]
        ),
        (
            "target \"t\" {\n cache-from = [format(\"type=registry,ref=%s\", X), f(\"x\")]\n}",
            ["cache-from %s = ? lock: it is computed"]
        ),
        (
            contexts(#"a = "docker-image://\u0061:1""#),
            [
                #"build-context docker-image://\u0061:1 = a:1 lock: the text is written with escapes or over several lines"#
            ]
        ),
        (
            "target \"t\" {\n cache-from = [\"type=registry,ref=a:1\", \"b:2\", \"type=gha\", { type = \"registry\", ref = \"c:3\" }]\n}",
            ["cache-from a:1 = a:1", "cache-from b:2 = b:2", "cache-from c:3 = c:3"]
        ),
        (
            "target \"t\" {\n cache-from = concat([\"a:1\"], X ? [\"b:2\"] : [])\n tags = [\"c\"]\n output = [\"type=registry\"]\n}",
            ["cache-from a:1 = a:1", "cache-from b:2 = b:2"]
        ),
        (
            "target \"t\" {\n args = { BASE = \"nginx:1\" }\n}\ngroup \"g\" { contexts = {a = \"docker-image://x\"} }\n",
            []
        ),
    ]

    @Test(arguments: places) func findsImages(text: String, expected: [String]) throws {
        #expect(try Self.properties.listing(text) == expected)
    }

    private static let variables: [(String, [String])] = [
        // Whole images are edited where the variable gets its value, once.
        (
            "variable \"B\" { default = \"nginx:1\" }\n"
                + contexts("a = \"docker-image://${B}\", b = \"docker-image://${B}\""),
            ["build-context nginx:1 = nginx:1"]
        ),
        ("B = \"nginx:1\"\n" + contexts("a = \"docker-image://${B}\""), ["build-context nginx:1 = nginx:1"]),
        (
            "variable \"B\" { default = \"docker-image://nginx:1\" }\n" + contexts("a = B, b = \"${B}\""),
            ["build-context nginx:1 = nginx:1"]
        ),
        (
            "variable \"B\" { default = \"nginx:1\" }\nvariable \"C\" { default = B }\n"
                + contexts("a = \"docker-image://${C}\""),
            ["build-context nginx:1 = nginx:1"]
        ),
        (
            "variable \"B\" { default = X ? \"a:1\" : \"b:1\" }\n" + contexts("a = \"docker-image://${B}\""),
            ["build-context a:1 = a:1", "build-context b:1 = b:1"]
        ),
        (
            "variable \"B\" { default = \"nginx:1\" }\n" + contexts("a = \"docker-image://${B}\"")
                + "target \"u\" { args = { BASE = B } }\n",
            ["build-context nginx:1 = nginx:1 lock: B is also used where no image stands"]
        ),
        (
            "variable \"B\" { default = \"nginx:1\" }\nvariable \"C\" { default = \"${B}\" }\n"
                + contexts("a = \"docker-image://${C}\"") + "target \"u\" { tags = [C] }\n",
            ["build-context nginx:1 = nginx:1 lock: C is also used where no image stands"]
        ),
        (
            "variable \"B\" { default = \"r:1\" }\ntarget \"t\" { cache-from = [\"type=registry,ref=${B}\"] }\n",
            ["cache-from r:1 = r:1"]
        ),
        // Parts of images only when asked.
        (
            "variable \"V\" { default = \"1.25\" }\n" + contexts("a = \"docker-image://nginx:${V}\""),
            ["build-context nginx:${V} = nginx:1.25 ask: a part of it comes from V"]
        ),
        (
            "V = 18\n" + contexts("a = \"docker-image://node:${V}-slim\""),
            ["build-context node:${V}-slim = node:18-slim ask: a part of it comes from V"]
        ),
        (
            "V = \"1@\(digest)\"\n" + contexts("a = \"docker-image://node:${V}\""),
            ["build-context node:${V} = node:1@\(digest) lock: the digest comes from V"]
        ),
        (
            "variable \"V\" { default = \"1\" }\nvariable \"B\" { default = \"a:${V}\" }\n"
                + contexts("a = \"docker-image://${B}\""),
            ["build-context a:${V} = a:1 ask: a part of it comes from V"]
        ),
        // What only the caller knows is not known.
        (
            "variable \"B\" { default = \"\" }\n" + contexts("a = \"docker-image://${B}\""),
            ["build-context ${B} = ? lock: B is empty in the file"]
        ),
        (
            "variable \"V\" {}\n" + contexts("a = \"docker-image://nginx:${V}\""),
            ["build-context nginx:${V} = ? lock: V has no value in the file"]
        ),
        (contexts("a = \"docker-image://${V}\""), ["build-context ${V} = ? lock: V has no value in the file"]),
        (
            contexts("a = \"docker-image://nginx:${upper(\"a\")}\""),
            ["build-context nginx:${upper(\"a\")} = ? lock: a part of it is computed"]
        ),
        (
            contexts("a = \"docker-image://n%{ if X }:1%{ endif }\""),
            ["build-context n%{ if X }:1%{ endif } = ? lock: a part of it is computed"]
        ),
        (
            "v = \"1\"\ntarget \"t\" {\n matrix = { v = [\"1\", \"2\"] }\n contexts = { a = \"docker-image://n:${v}\" }\n}\n",
            ["build-context n:${v} = ? lock: v has no value in the file"]
        ),
    ]

    @Test(arguments: variables) func followsVariables(text: String, expected: [String]) throws {
        #expect(try Self.properties.listing(text) == expected)
    }

    @Test func variablesThatReferToEachOtherHaveNoValue() throws {
        let text = "A = \"${B}\"\nB = \"${A}\"\n" + Self.contexts("a = \"docker-image://x:${A}\"")
        let found = try Self.properties.listing(text)
        #expect(found.map { $0.hasPrefix("build-context x:${A} = ? lock: ") } == [true])
    }

    private static let dockerfiles: [(String, [String])] = [
        ("target \"t\" {\n dockerfile-inline = <<EOT\nFROM nginx:1\nRUN x\nEOT\n}\n", ["from nginx:1 = nginx:1"]),
        (
            "target \"t\" {\n dockerfile-inline = <<-EOT\n    FROM nginx:1 AS a\n    FROM a\n    COPY --from=b:2 x y\n  EOT\n}\n",
            ["from nginx:1 = nginx:1", "copy-from b:2 = b:2"]
        ),
        (
            """
            target "p" { contexts = { parent = "./dir" } }
            target "t" {
              inherits = ["p"]
              contexts = { base = "target:y", "tools:1" = "./tools" }
              dockerfile-inline = "FROM base\\nFROM parent:latest\\nFROM tools\\nCOPY --from=tools:1 a b\\n"
            }
            target "u" { dockerfile-inline = "FROM base" }

            """,
            ["from tools = tools", "from base = base"]
        ),
        ("target \"t\" { dockerfile-inline = \"FROM nginx:1\\nRUN x\" }\n", ["from nginx:1 = nginx:1"]),
        (
            "V = \"1\"\ntarget \"t\" {\n dockerfile-inline = <<E\nFROM nginx:${V}\nFROM b:2\nE\n}\n",
            ["from nginx:${V} = nginx:1 ask: a part of it comes from V", "from b:2 = b:2"]
        ),
        (
            "target \"t\" {\n dockerfile-inline = <<E\nARG B=nginx:1\nFROM $${B}\nE\n}\n",
            ["from nginx:1 = nginx:1"]
        ),
        (
            "target \"t\" {\n dockerfile-inline = <<E\nFROM nginx:${X}\nE\n}\n",
            ["from nginx:${X} = ? lock: X has no value in the file"]
        ),
    ]

    @Test(arguments: dockerfiles) func readsDockerfilesInside(text: String, expected: [String]) throws {
        #expect(try Self.properties.listing(text) == expected)
    }

    private static let documents: [(String, [String])] = [
        (
            #"{"target": {"t": {"contexts": {"a": "docker-image://nginx:1", "b": "."}, "cache-from": ["r:1"]}}}"#,
            ["build-context nginx:1 = nginx:1", "cache-from r:1 = r:1"]
        ),
        (
            #"{"variable": {"B": {"default": "nginx:1"}}, "target": {"t": [{"contexts": {"a": "docker-image://${B}"}}]}}"#,
            ["build-context nginx:1 = nginx:1"]
        ),
        (
            #"{"variable": {"V": {"default": "1"}}, "target": {"t": {"contexts": {"a": "docker-image://n:${V}"}}}}"#,
            ["build-context n:${V} = n:1 ask: a part of it comes from V"]
        ),
        (
            #"{"variable": {"V": {"default": 18}}, "target": {"t": {"contexts": {"a": "docker-image://n:${V}"}}}}"#,
            ["build-context n:${V} = n:18 ask: a part of it comes from V"]
        ),
        (
            #"{"target": {"t": {"dockerfile-inline": "ARG B=a:1\nFROM $${B}\nFROM b:${X}\nCOPY --from=c:1 x y\n"}}}"#,
            ["from a:1 = a:1", "from b:${X} = ? lock: X has no value in the file", "copy-from c:1 = c:1"]
        ),
    ]

    @Test(arguments: documents) func readsJSON(text: String, expected: [String]) throws {
        #expect(try Self.properties.listing(text) == expected)
    }

    @Test func valuesThatDoubleThemselvesAreBounded() throws {
        var text = "A0 = \"aaaaaaaaaaaaaaaa\"\n"
        for number in 1...60 { text += "A\(number) = \"${A\(number - 1)}${A\(number - 1)}\"\n" }
        let found = try Self.properties.listing(text + Self.contexts("a = \"docker-image://x:${A60}\""))
        #expect(found.count == 1)
        #expect(found.first?.contains(" = ? lock: ") ?? false)
    }

    @Test func valuesThatReferToEachOtherManyTimesAreReadOnce() throws {
        var text = "A0 = \"a:1\"\n"
        for number in 1...25 { text += "A\(number) = X ? \"${A\(number - 1)}\" : \"${A\(number - 1)}\"\n" }
        let found = try Self.properties.listing(text + Self.contexts("a = \"docker-image://${A25}\""))
        #expect(found == ["build-context a:1 = a:1"])
    }

    @Test(arguments: ["\"${A%}\"", "X ? \"${A%}\" : \"b\"", "A%"]) func longChainsAreBounded(value: String) throws {
        var text = "A0 = \"a:1\"\n"
        for number in 1...4_000 { text += "A\(number) = \(value.replacing("%", with: "\(number - 1)"))\n" }
        _ = try Self.properties.listing(text + Self.contexts("a = \"docker-image://${A4000}\""))
    }

    private static let files =
        (places + variables + documents).map(\.0).filter { !$0.contains(digest) } + [
            "\u{feff}B = \"n:1\" # x\r\ntarget \"t\" {\r\n  contexts = {\r\n    a = \"docker-image://${B}\"\r\n  }\r\n}\r\n"
        ]

    @Test(arguments: files) func aDigestGoesInAndOutWithoutATrace(text: String) throws {
        try Self.properties.check(Array(text.utf8), asked: false)
        try Self.properties.check(Array(text.utf8), asked: true)
    }

    @Test(arguments: dockerfiles.map(\.0)) func aDigestGoesIntoDockerfilesInside(text: String) throws {
        try Self.properties.check(Array(text.utf8), asked: true)
    }

    @Test(arguments: 0..<4) func mutatedFilesAreRefusedOrKeepThePromise(seed: UInt64) throws {
        try Self.properties.checkMutations(
            of: Self.files,
            alphabet: "\"\\{}[]()?:=,#/*\n\r \taBé@$%<~.",
            pieces: [
                "${B}", "$${", "%{ if X }", "<<E\nx\nE\n", "<<-E\n", "docker-image://", "//", "/*", "*/", "@sha256:",
                " ? ",
                "\"a\" : ", "f(", "[for x in y : x]", "...",
            ],
            seed: seed,
            count: 300
        )
    }
}
