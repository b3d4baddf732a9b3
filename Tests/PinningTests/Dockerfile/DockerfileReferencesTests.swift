// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

/// What a Dockerfile's references come to: written, role, meaning or why there is none, and what may be edited.
@Suite struct DockerfileReferencesTests {
    @Test(arguments: [
        ("FROM nginx", ["from nginx = nginx"]),
        ("from nginx:1.25 as web\n", ["from nginx:1.25 = nginx:1.25"]),
        ("\u{feff}FROM nginx\r\nRUN x\r\n", ["from nginx = nginx"]),
        ("FROM  \tghcr.io/a/b:1  AS  x", ["from ghcr.io/a/b:1 = ghcr.io/a/b:1"]),
        ("FROM \"nginx:1.25\"", ["from nginx:1.25 = nginx:1.25"]),
        ("FROM 'nginx:1.25'", ["from nginx:1.25 = nginx:1.25"]),
        ("FROM \\\n  nginx:1.25 \\\n  # why\n\n  AS web", ["from nginx:1.25 = nginx:1.25"]),
        ("# comment\n\n   FROM nginx\n# FROM no", ["from nginx = nginx"]),
        ("FROM scratch", []),
        ("FROM nginx AS Web\nFROM web\nFROM WEB AS again", ["from nginx = nginx"]),
        ("FROM web\nFROM nginx AS web", ["from web = web", "from nginx = nginx"]),
        (
            "FROM nginx AS a\nCOPY --from=a / /\nCOPY --from=0 / /\nCOPY --from=A / /\nCOPY --from=later / /\nFROM b AS later",
            ["from nginx = nginx", "from b = b"]
        ),
        (
            "FROM scratch\nCOPY --chown=1 --from=busybox:1.36 /bin /bin\nADD --from=alpine / /",
            ["copy-from busybox:1.36 = busybox:1.36", "copy-from alpine = alpine"]
        ),
        ("FROM scratch\nCOPY --from=\"busybox:1\" a b", ["copy-from busybox:1 = busybox:1"]),
        ("FROM scratch\nCOPY --from=scratch a b\nCOPY a --from=x b\nCOPY -- --from=x b", []),
        (
            "FROM scratch\nRUN --mount=type=bind,from=golang:1.22,target=/x --mount=type=cache,FROM=busybox true",
            ["mount-from golang:1.22 = golang:1.22", "mount-from busybox = busybox"]
        ),
        ("FROM scratch\nRUN --mount=type=cache,target=/c --mount=from=0 echo --mount=from=no", []),
        ("FROM scratch\nRUN --mount=type=tmpfs,from=x --mount=from=y,TYPE=Secret --mount=type=ssh,from=z true", []),
        ("FROM scratch\nRUN --mount=type=$T,from=x true", ["mount-from x = x"]),
        ("FROM scratch\nRUN --mount='type=bind,\"from=a:1\",target=/x' true", ["mount-from a:1 = a:1"]),
        (
            "FROM scratch\nONBUILD COPY --from=nginx:1 / /\nonbuild run --mount=from=b x",
            [
                "copy-from nginx:1 = nginx:1", "mount-from b = b",
            ]
        ),
        ("# syntax=docker/dockerfile:1\nFROM scratch", ["syntax docker/dockerfile:1 = docker/dockerfile:1"]),
        (
            "#!/x\n# Syntax = docker/dockerfile:1.7 --x\r\nFROM a",
            [
                "syntax docker/dockerfile:1.7 = docker/dockerfile:1.7", "from a = a",
            ]
        ),
        ("# escape=`\n# syntax=a:1\nFROM `\n  win:1", ["syntax a:1 = a:1", "from win:1 = win:1"]),
        ("# check=skip=all\n# syntax=a\nFROM b", ["syntax a = a", "from b = b"]),
        ("# hello\n# syntax=a\nFROM b", ["from b = b"]),
        ("// syntax=a/b:1 x\nFROM b", ["syntax a/b:1 = a/b:1", "from b = b"]),
        ("#!/x\n//check=skip=all\n//  Syntax = a\n{}", ["syntax a = a"]),
        (" // syntax=a\nFROM b", ["from b = b"]),
        ("// escape=x\n# syntax=a\nFROM b", ["from b = b"]),
        ("// hello\n// syntax=a\nFROM b", ["from b = b"]),
        ("{\"a\": 1, \"syntax\": \"a/b:1\"}", ["syntax a/b:1 = a/b:1"]),
        ("\u{feff}#!/x\n \n{\n  \"syntax\": \"a:1\",\n  \"FROM\": \"b\"\n}\n", ["syntax a:1 = a:1"]),
        (
            "{\"syntax\": \"a:\\u0031\"}",
            ["syntax a:\\u0031 = a:1 ! the text is written with escapes or over several lines"]
        ),
        ("{\"syntax\": \"x\", \"syntax\": 1}", []),
        ("{\"Syntax\": \"x\", \"a\": {\"syntax\": \"x\"}}", []),
        ("{\nFROM b", ["from b = b"]),
        ("\n# syntax=a\nFROM b", ["from b = b"]),
    ])
    func findsWhatStandsThere(text: String, expected: [String]) throws {
        #expect(try Self.described(text) == expected)
    }

    @Test(arguments: [
        ("FROM a\nRUN <<EOF\nFROM no\nEOF\nFROM b", ["a", "b"]),
        ("FROM a\nRUN cat <<-\"E O\" <<B > x\nFROM no\n\tE O\nFROM no\nB\nFROM b", ["a", "b"]),
        ("FROM a\nCOPY <<one <<'two' /to/\nFROM no\none\nFROM no\ntwo\nFROM b", ["a", "b"]),
        ("FROM a\nRUN cat << EOF\nFROM no\nEOF\nFROM b", ["a", "b"]),
        ("FROM a\nRUN cat<<EOF\nFROM b", ["a", "b"]),
        ("FROM a\nRUN cat <<< EOF\nFROM b", ["a", "b"]),
        ("FROM a\nRUN [\"cat\", \"<<EOF\"]\nFROM b", ["a", "b"]),
        ("FROM a\nRUN [ -f x ] && cat <<EOF\nFROM no\nEOF\nFROM b", ["a", "b"]),
        ("FROM a\nRUN echo it's <<EOF\nFROM b", ["a", "b"]),
        ("FROM a\nRUN echo $((1 << 2))\nFROM b", ["a", "b"]),
        ("FROM a\nRUN echo \"${x:0:2}\" <<EOF\nFROM b", ["a", "b"]),
        ("FROM a\nENV X <<EOF\nFROM b", ["a", "b"]),
        ("FROM a\nONBUILD RUN <<EOF\nFROM no\nEOF\nFROM b", ["a", "b"]),
        ("FROM a\nRUN x \\\n <<EOF \\\n  && y\nFROM no\nEOF\nFROM b", ["a", "b"]),
        ("FROM a\nRUN x \\\\\nFROM b", ["a", "b"]),
        ("FROM a\nRUN x \\ \t\nFROM no\nFROM b", ["a", "b"]),
    ])
    func readsNothingInHeredocsAndContinuedLines(text: String, expected: [String]) throws {
        let found = try DockerfileFormat().references(in: source(text), context: ReadingContext())
        #expect(found.map(\.written) == expected)
    }

    @Test(arguments: [
        ("ARG B=nginx:1.25\nFROM ${B}", ["from nginx:1.25 = nginx:1.25"]),
        ("ARG B=\"nginx:1.25\" X\nFROM $B AS a\nFROM $B", ["from nginx:1.25 = nginx:1.25"]),
        ("ARG A=nginx:1\nARG B=${A}\nFROM ${B}", ["from nginx:1 = nginx:1"]),
        ("ARG B=nginx:1\nFROM ${B}\nARG B=other\nRUN x", ["from nginx:1 = nginx:1"]),
        ("FROM ${B:-nginx:1.25}", ["from nginx:1.25 = nginx:1.25"]),
        ("ARG B\nFROM \"${B:-nginx:1.25}\"", ["from nginx:1.25 = nginx:1.25"]),
        ("ARG B=a:1\nFROM ${B:-nginx:1.25}", ["from a:1 = a:1"]),
        ("ARG B=\nFROM ${B:-nginx}", ["from nginx = nginx"]),
        ("ARG B=1\nFROM ${B:+nginx}", ["from nginx = nginx"]),
        ("ARG B=web\nFROM nginx AS web\nFROM ${B}", ["from nginx = nginx"]),
        ("ARG B=scratch\nFROM ${B}", []),
        ("ARG B=a\\:1\nFROM ${B}", ["from a\\:1 = a:1 ! quotes, escapes or line ends stand within it"]),
        ("FROM nginx:\\\n1.25", ["from nginx:\\\n1.25 = nginx:1.25 ! quotes, escapes or line ends stand within it"]),
        ("FROM 'ng'inx", ["from 'ng'inx = nginx ! quotes, escapes or line ends stand within it"]),
        ("ARG V=18\nFROM node:${V}", ["from node:${V} = node:18 ? the tag comes from ARG V"]),
        ("ARG V=18\nFROM \"node:$V\"", ["from node:$V = node:18 ? the tag comes from ARG V"]),
        ("ARG V=18\nFROM node:${V}-alpine AS x", ["from node:${V}-alpine = node:18-alpine ? the tag comes from ARG V"]),
        ("ARG R=ghcr.io\nFROM $R/a/b:1", ["from $R/a/b:1 = ghcr.io/a/b:1 ? the name comes from ARG R"]),
        ("ARG N=a\nARG T=1\nFROM $N:$T", ["from $N:$T = a:1 ? it comes from ARG N and ARG T"]),
        ("ARG V=1\nARG B=a:$V\nFROM $B", ["from a:$V = a:1 ? the tag comes from ARG V"]),
        (
            "ARG B=a:1\nFROM $B\nARG B\nLABEL base=$B",
            [
                "from $B = a:1 ? it comes from ARG B, which stands for more than an image"
            ]
        ),
        (
            "ARG B=a\nFROM $B\nFROM $B-slim",
            [
                "from $B = a ? it comes from ARG B, which stands for more than an image",
                "from $B-slim = a-slim ? the name comes from ARG B",
            ]
        ),
        (
            "ARG V=18\nFROM \"node\":$V",
            [
                "from \"node\":$V = node:18 ! the tag comes from ARG V, between quotes, escapes or line ends"
            ]
        ),
        ("ARG B\nFROM $B", ["from $B - B has no default"]),
        ("FROM ${B}\nARG B=a", ["from ${B} - no ARG before the first FROM declares B"]),
        ("FROM a-${TARGETARCH}", ["from a-${TARGETARCH} - TARGETARCH depends on the platform that is built for"]),
        ("FROM a AS base-arm64\nFROM base-${TARGETARCH}", ["from a = a"]),
        ("ARG B=a-b\nFROM ${B%-b}", ["from ${B%-b} = a ? the name comes from ARG B"]),
        ("FROM ${N:-n}:1", ["from ${N:-n}:1 = n:1 ? a variable's default stands within it"]),
        ("FROM \"${N:-n}:1\"", ["from ${N:-n}:1 = n:1 ? a variable's default stands within it"]),
        (
            "FROM \"${N:-n}\":1",
            ["from \"${N:-n}\":1 = n:1 ! a variable's default stands within it, between quotes, escapes or line ends"]
        ),
        ("ARG B\nFROM ${B%x}", ["from ${B%x} - B has no default"]),
        (
            "FROM a:${TARGETARCH/x/y}",
            ["from a:${TARGETARCH/x/y} - TARGETARCH depends on the platform that is built for"]
        ),
        ("ARG B=a\nFROM ${B%\\x}", ["from ${B%\\x} - the pattern behind B cannot be read"]),
        ("ARG B=a\nFROM ${B%$P}", ["from ${B%$P} - no ARG before the first FROM declares P"]),
        (
            "ARG B=a:1\nFROM ${B%x}\nFROM $B",
            [
                "from ${B%x} = a:1 ? it comes from ARG B",
                "from $B = a:1 ? it comes from ARG B, which stands for more than an image",
            ]
        ),
        ("ARG B=a:1\nARG C=${B#x}\nFROM $C", ["from $C = a:1 ? it comes from ARG C"]),
        ("FROM {{ .Base }} AS x\nRUN y", ["from {{ .Base }} - it is a template"]),
        ("FROM {{x}}", ["from {{x}} - it is a template"]),
        ("FROM {{ a }}{{ b }} AS x\nFROM x", ["from {{ a }}{{ b }} - it is a template"]),
        ("FROM a b AS c\nFROM c", ["from a b - FROM takes one image, and a name after AS"]),
        ("FROM as", ["from as = as"]),
        ("FROM", []),
        ("FROM a b", ["from a b - FROM takes one image, and a name after AS"]),
        (
            "FROM UPPER",
            ["from UPPER - it is no image reference: the repository name is not valid: \(NameError.outsideGrammar)"]
        ),
        ("FROM ${B", ["from ${B - a variable is not closed"]),
        ("FROM scratch\nCOPY --from=${B} a b", ["copy-from ${B} - --from does not replace variables"]),
        ("FROM scratch\nRUN --mount=from=$B x", ["mount-from $B - --mount does not replace variables"]),
    ])
    func followsVariablesToTheOnePlaceThatMayBeEdited(text: String, expected: [String]) throws {
        #expect(try Self.described(text) == expected)
    }

    @Test(arguments: [
        ("3.18.4", "${V%.*}", "3.18"), ("3.18.4", "${V%%.*}", "3"), ("3.18.4", "${V#*.}", "18.4"),
        ("3.18.4", "${V##*.}", "4"), ("3.18.4", "${V#3.}", "18.4"), ("3.18.4", "${V#4}", "3.18.4"),
        ("3.18.4", "${V%.?}", "3.18"), ("3.18.4", "${V:%.4}", "3.18"), ("3.18.4", "${V#}", "3.18.4"),
        ("3.18.4", "${V%'.4'}", "3.18"), ("3.18.4", "${V/18/19}", "3.19.4"), ("3.18.4", "${V/./-}", "3-18.4"),
        ("3.18.4", "${V//./-}", "3-18-4"), ("3.18.4", "${V/.*/-x}", "3-x"), ("3.18.4", "${V//?/x}", "xxxxxx"),
        ("3.18.4", "${V//*/x}", "x"), ("3.18.4", "${V/9/x}", "3.18.4"), ("3.18.4", "${V/.18/}", "3.4"),
        ("3.18.4", "${V///_}", "_3_._1_8_._4_"), ("3.18.4", "${V//.*8/}", "3.4"), ("3.18.4", "x${V%8*}y", "x3.1y"),
        ("a.baxa", "${V#a*a}", "xa"), ("aXbXc", "${V%%X*}", "a"), ("aXbXc", "${V%X*}", "aXb"),
        ("aXbXc", "${V/X*X/-}", "a-c"), ("aXbXc", "${V#?X?}", "Xc"), ("aXbXc", "${V%${U:-Xc}}", "aXb"),
        ("aXbXc", "${V/\\X/x}", "a"), ("axb", "${V/x/\"y\"}", "ayb"),
    ])
    func cutsAndReplacesAsBuildKitDoes(value: String, word: String, expected: String) throws {
        let found = try DockerfileFormat().references(
            in: source("ARG V=\(value)\nFROM i:\(word)"),
            context: ReadingContext()
        )
        if word.contains("\\") {
            // An escape of what needs none is refused.
            #expect(found.map(\.reference) == [nil])
        } else {
            #expect(found.map(\.reference?.tag?.rawValue) == [expected])
        }
    }

    @Test(arguments: [
        ("a*b", "a\\*", 2, nil), ("a/b", "a\\/", 2, nil), ("a}b", "?\\}", 2, nil), ("a\\b", "a\\\\", 2, nil),
        ("ab", "", 0, 0), ("ab", "*", 2, 2), ("ab", "b", nil, 1), ("ab", "abc", nil, nil), ("", "*", 0, 0),
        ("abab", "a*b", 4, 4), ("abab", "*b*", 4, 4), ("aabb", "a*a*b", 4, 4),
    ])
    func patternsMatchAtBothEnds(text: String, pattern: String, prefix: Int?, suffix: Int?) throws {
        let pattern = try #require(DockerfilePattern(Array(pattern.utf8)))
        #expect(pattern.prefix(of: Array(text.utf8), longest: true) == prefix)
        #expect(pattern.suffix(of: Array(text.utf8), longest: true) == suffix)
    }

    @Test func aDefaultBeforeADigestCanBeUnpinned() throws {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        let text = "FROM ${N:-n:1}@\(digest)"
        let found = try DockerfileFormat().references(in: source(text), context: ReadingContext())
        #expect(try found.map { try $0.unpinning()?.to } == ["${N:-n:1}"])
        #expect(
            try Self.described(text)
                == ["from ${N:-n:1}@\(digest) = n:1@\(digest) ? a variable's default stands within it"]
        )
        #expect(
            try Self.described("FROM n${D:-@\(digest)}:")[0].hasPrefix("from n${D:-@\(digest)}: -")
        )
        #expect(
            try Self.described("FROM n${D:-@\(digest)}")
                == ["from n${D:-@\(digest)} = n@\(digest) ! the digest comes from a variable's default"]
        )
    }

    @Test func aDigestMayStandInTheFileOrComeFromAnARG() throws {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        #expect(try Self.described("ARG B=a:1@\(digest)\nFROM $B") == ["from a:1@\(digest) = a:1@\(digest)"])
        #expect(
            try Self.described("ARG V=1\nFROM a:$V@\(digest)")
                == ["from a:$V@\(digest) = a:1@\(digest) ? the tag comes from ARG V"]
        )
        #expect(
            try Self.described("ARG D=\(digest)\nFROM a@$D")
                == ["from a@$D = a@\(digest) ! the digest comes from ARG D"]
        )
    }

    @Test(arguments: [
        ("FROM --platform=linux/arm64/v8 a", Platform(os: "linux", architecture: "arm64", variant: "v8")),
        ("FROM --platform=$BUILDPLATFORM a", nil),
        ("ARG P=linux/arm64\nFROM --platform=$P a", nil),
        ("ARG B=a\nFROM --platform=linux/arm64 $B\nFROM --platform=linux/amd64 $B", nil),
    ])
    func onlyAFixedPlatformCounts(text: String, platform: Platform?) throws {
        let found = try DockerfileFormat().references(in: source(text), context: ReadingContext())
        #expect(found.map(\.platform) == [platform])
    }

    @Test(arguments: [
        "FROM a\nRUN <<EOF\nx", "# escape=x\nFROM a", "# syntax=a\n# syntax=b\nFROM a",
    ])
    func refusesWhatNoBuilderWouldRead(text: String) throws {
        let error = try #require(throws: PinningError.self) {
            _ = try DockerfileFormat().references(in: source(text), context: ReadingContext())
        }
        #expect(error.code == .malformed)
        #expect(error.advice != nil)
    }

    /// Each reference as `role written`, then `= meaning` or `- why not`, then `? only on request` or `! never`.
    private static func described(_ text: String) throws -> [String] {
        try DockerfileFormat().references(in: source(text), context: ReadingContext()).map { found in
            let start = "\(found.role.rawValue) \(found.written)"
            switch (found.meaning, found.editing) {
            case (.unknown(let reason), .lockOnly(let other)) where reason == other: return "\(start) - \(reason)"
            case (.unknown(let reason), _): return "\(start) - \(reason), but editable"
            case (.known(let reference), .inPlace): return "\(start) = \(reference)"
            case (.known(let reference), .onRequest(_, let reason)): return "\(start) = \(reference) ? \(reason)"
            case (.known(let reference), .lockOnly(let reason)): return "\(start) = \(reference) ! \(reason)"
            }
        }
    }
}

private func source(_ text: String) -> SourceText { SourceText(path: "Dockerfile", bytes: Array(text.utf8)) }
