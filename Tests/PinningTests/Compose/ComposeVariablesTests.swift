// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct ComposeVariablesTests {
    static let digest = ComposeFormatTests.digest

    static let cases: [ComposeCase] = [
        ComposeCase(
            "a default that is the whole reference",
            [:],
            """
            services:
              a: {image: "${A:-nginx:1.25}"}
              b:
                image: ${A-ghcr.io/acme/b:2}
              c: {image: '${A:-${B:-redis:7}}'}
              d: {image: "${A:-nginx:1@\(digest)}"}
              e: {image: '${A:-x/$$y}'}
            """,
            "image nginx:1.25",
            "image ghcr.io/acme/b:2",
            "image redis:7",
            "image nginx:1@\(digest)",
            "image ${A:-x/$$y} ? it becomes `x/$y`, which does not read as a reference: "
                + "the repository name is not valid: it holds characters, or an order of them, "
                + "that the specification does not allow"
        ),
        ComposeCase(
            "fragments",
            [".env": "REGISTRY=ghcr.io\nTAG=1.2\nHASH=\(digest)\nEMPTY="],
            """
            services:
              a: {image: "nginx:${TAG}"}
              b: {image: "$REGISTRY/acme/b:3"}
              c: {image: "${REGISTRY}/acme/c:${TAG:?}-alpine"}
              d: {image: "nginx:${TAG}@\(digest)"}
              e: {image: "nginx@${HASH}"}
              f: {image: "nginx:1${EMPTY}"}
              g: {image: "nginx:1${MORE:+-x}"}
              h: {image: "nginx:${VERSION:-1.3}"}
            """,
            "image nginx:${TAG} = nginx:1.2 !ask the tag comes from TAG",
            "image $REGISTRY/acme/b:3 = ghcr.io/acme/b:3 !ask it is put together from REGISTRY",
            "image ${REGISTRY}/acme/c:${TAG:?}-alpine = ghcr.io/acme/c:1.2-alpine !ask it is put together from REGISTRY and TAG",
            "image nginx:${TAG}@\(digest) = nginx:1.2@\(digest) !ask the tag comes from TAG",
            "image nginx@${HASH} = nginx@\(digest) !lock the digest comes from HASH",
            "image nginx:1${EMPTY} = nginx:1 !ask it is put together from EMPTY",
            "image nginx:1${MORE:+-x} = nginx:1 !ask it is put together from MORE",
            "image nginx:${VERSION:-1.3} = nginx:1.3 !ask the tag comes from VERSION"
        ),
        ComposeCase(
            "what has no value",
            [".env": "EMPTY=\nLOOP=$LOOP\n"],
            """
            services:
              a: {image: "nginx:$TAG"}
              b: {image: "${IMAGE}"}
              c: {image: "${IMAGE:?set it}"}
              d: {image: "${EMPTY}"}
              e: {image: "${LOOP}"}
              f: {image: "${BROKEN"}
              g: {build: {additional_contexts: {x: "${CONTEXT}"}}}
            """,
            "image nginx:$TAG ? TAG has no value",
            "image ${IMAGE} ? IMAGE has no value",
            "image ${IMAGE:?set it} ? IMAGE has no value",
            "image ${EMPTY} ? EMPTY is empty",
            "image ${LOOP} ? LOOP has no value",
            "image ${BROKEN ? its variables do not read as compose writes them"
        ),
        ComposeCase(
            "a variable that is the whole reference",
            [
                ".env": """
                # images
                WEB=nginx:1.24
                WEB=nginx:1.25   # the second counts
                export DB='postgres:16'
                CACHE="redis:7"
                BASE=$WEB
                ESCAPED="a\\\\lpine"
                CONTEXT=docker-image://alpine:3
                MIXED=acme/mixed:${VERSION:-2}
                PINNED=busybox:1@\(digest)
                """
            ],
            """
            services:
              web: {image: "${WEB}", platform: linux/arm64}
              again: {image: $WEB, platform: linux/arm64}
              db: {image: "${DB:-postgres:15}"}
              cache: {image: "${CACHE:?}"}
              base: {image: "$BASE"}
              escaped: {image: "$ESCAPED"}
              mixed: {image: "$MIXED"}
              pinned: {image: "$PINNED"}
              build: {build: {additional_contexts: {a: "$CONTEXT"}}}
            """,
            ".env image nginx:1.25",
            ".env image postgres:16",
            ".env image redis:7",
            ".env image \"a\\\\lpine\" ? it becomes `a\\lpine`, which does not read as a reference: "
                + "the repository name is not valid: it holds characters, or an order of them, "
                + "that the specification does not allow",
            ".env build-context alpine:3",
            ".env image acme/mixed:${VERSION:-2} = acme/mixed:2 !ask the tag comes from VERSION",
            ".env image busybox:1@\(digest)"
        ),
        ComposeCase(
            "a variable that is used for something else too",
            [".env": "A=a:1\nB=b:1\nC=c:1\nD=d:1\nE=e:1\nF=f:1\nG=g:1\nH=h:1\nH2=$H-x\n"],
            """
            x-kept: &kept ${G}
            services:
              a: {image: "$A", environment: {IMAGE: "$A"}}
              b: {image: "$B", command: "echo ${B}-x"}
              c: {image: "$C", environment: [C, X=1]}
              d: {image: "$D", build: {args: {D: }}, pull_policy: always}
              e: {image: "${E}"}
              e2: {image: "${E}-debug"}
              f: {image: "${F}"}
              f2: {image: "${F:-${G}}"}
              g: {image: *kept}
              h: {image: "$H"}
            """,
            "image ${E}-debug = e:1-debug !ask it is put together from E",
            ".env image a:1 !lock A is also used in line 3",
            ".env image b:1 !lock B is also used in line 4",
            ".env image c:1 !lock C is also used in line 5",
            ".env image d:1 !lock the service is also built under this name, which can have no digest",
            ".env image e:1 !lock E is also used in line 8",
            ".env image f:1",
            ".env image g:1",
            ".env image h:1 !lock H is also used in H2"
        ),
        ComposeCase(
            "an override beside the file that uses the variable",
            [
                ".env": "A=a:1\nB=b:1\n",
                "compose.override.yaml": "services:\n  a: {image: '$A', labels: {b: $B}}\n  z: {image: 'z:1'}\n",
            ],
            "services:\n  a: {image: $A}\n  b: {image: $B}\n",
            ".env image a:1",
            ".env image b:1 !lock B is also used in compose.override.yaml"
        ),
        ComposeCase(
            "an override that cannot be read",
            [".env": "A=a:1\n", "docker-compose.override.yml": "a: [$A"],
            "services:\n  a: {image: $A}\n",
            ".env image a:1 !lock docker-compose.override.yml cannot be read, and may use A too"
        ),
        ComposeCase(
            "other files of the directory that use the variable",
            [
                ".env": "A=a:1\nB=b:1\nC=c:1\nD=d:1\nE=e:1\n",
                "compose.prod.yaml": "services:\n  a: {image: 'mirror/${A}'}\n  e: {image: $E}\n",
                "other.yml": "services:\n  b: {image: '${B}-alpine'}\n",
                "broken.yaml": "# C\nservices: [",
                "unconcerned.yaml": "services: [",
                "word.yaml": "title: what E and D mean\n",
            ],
            """
            services:
              a: {image: $A}
              b: {image: $B}
              c: {image: $C}
              d: {image: $D}
              e: {image: $E}
            """,
            ".env image a:1 !lock A is also used in compose.prod.yaml",
            ".env image b:1 !lock B is also used in other.yml",
            ".env image c:1 !lock broken.yaml cannot be read, and may use C too",
            ".env image d:1",
            ".env image e:1"
        ),
        ComposeCase(
            "reasons without the text of values",
            [".env": "FULL=f:1\n"],
            """
            services:
              b: {image: "${FULL}"}
              c: {image: "${FULL:+y:1}"}
            """,
            "image y:1",
            ".env image f:1 !lock FULL is also used in line 3"
        ),
        ComposeCase(
            "a digest behind all of a variable",
            [".env": "B=b:1\nC=$B@\(digest)\n"],
            """
            services:
              a: {image: "${A-a:1}@\(digest)"}
              b: {image: "$B@\(digest)"}
              c: {image: "$C"}
            """,
            "image ${A-a:1}@\(digest) = a:1@\(digest) !ask it is put together from A",
            "image $B@\(digest) = b:1@\(digest) !ask it is put together from B",
            ".env image $B@\(digest) = b:1@\(digest) !ask it is put together from B"
        ),
        ComposeCase(
            "variables that cannot be read",
            [".env": "A=a:1\n=2\n"],
            "services:\n  a: {image: $A}\n  b: {image: 'b:1'}\n",
            "image $A ? .env cannot be read: line 2 has a value without a name",
            "image b:1"
        ),
    ]

    @Test(arguments: cases)
    func takesValuesFromFiles(_ example: ComposeCase) throws {
        let found = try example.references().map(ComposeCase.line)
        #expect(found == example.expected)
    }

    @Test func doesNotLookForVariablesWithoutNeed() throws {
        let context = ReadingContext { path in
            if path == ".env" { Issue.record("\(path) was asked for") }
            return nil
        } list: {
            Issue.record("the directory was listed")
            return nil
        }
        let text = SourceText(path: "compose.yaml", bytes: Array("services:\n  a: {image: nginx:1}\n".utf8))
        #expect(try ComposeFormat().references(in: text, context: context).count == 1)
    }

    @Test(arguments: [
        (nil, "the directory cannot be listed, and may use A too"),
        ((0...100).map { "\($0).yaml" }, "more than 100 files stand beside it, and may use A too"),
        (["gone.yaml"], "gone.yaml cannot be read, and may use A too"),
    ])
    func doesNotEditWhatOthersMayUse(_ names: [String]?, _ reason: String) throws {
        let context = ReadingContext { path in
            path == ".env" ? SourceText(path: path, bytes: Array("A=a:1".utf8)) : nil
        } list: {
            names
        }
        let text = SourceText(path: "compose.yaml", bytes: Array("services: {a: {image: $A}}".utf8))
        let found = try ComposeFormat().references(in: text, context: context)
        #expect(found.map(\.editing) == [.lockOnly(reason)])
    }
}
