// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

@Suite struct ComposeFormatTests {
    static let digest = "sha256:" + String(repeating: "a1", count: 32)

    static let roles: [ComposeCase] = [
        ComposeCase(
            "images in every style",
            [:],
            """
            services:
              plain: {image: nginx}
              single:
                image: 'ghcr.io/acme/web:1.2'   # why
              double:
                image: "localhost:5000/a/b:2"
              folded:
                image: >-
                  alpine:3.20
              literal:
                image: |
                  busybox
              key:
                "image": redis:7@\(digest)

            """,
            "image nginx",
            "image ghcr.io/acme/web:1.2",
            "image localhost:5000/a/b:2",
            "image alpine:3.20",
            "image busybox",
            "image redis:7@\(digest)"
        ),
        ComposeCase(
            "nothing where no image stands",
            [:],
            """
            name: image
            services:
              a: {image: }
              b: {image: null, container_name: "nginx:1"}
              c: {image: ~, environment: {IMAGE: nginx:1}, labels: ["image=nginx:1"]}
              d:
              e: {build: .}
              f: {image: !reset null}
            volumes: {image: {}}
            x-unused: {image: nginx:1}
            """
        ),
        ComposeCase(
            "an image that is built",
            [:],
            """
            services:
              output: {image: acme/web:1, build: .}
              never: {image: acme/web:2, build: {context: .}, pull_policy: build}
              pulled: {image: acme/web:3, build: ., pull_policy: missing}
            """,
            "image acme/web:3 !lock the service is also built under this name, which can have no digest"
        ),
        ComposeCase(
            "an image that another service builds",
            [:],
            """
            services:
              user: {image: x:default}
              a: {image: x:default, build: {context: ., tags: [y, "docker.io/library/z:2"]}}
              tag: {image: "docker.io/library/y:latest"}
              other: {image: z:2}
              left: {image: x:other}
              pulled: {image: x:default, pull_policy: always}
            """,
            "image x:other",
            "image x:default"
        ),
        ComposeCase(
            "images that only the override builds are what is deployed",
            ["compose.override.yaml": "services:\n  a: {build: .}\n  c: {image: c:dev, build: .}\n"],
            """
            services:
              a: {image: x:default}
              b: {image: x:default}
              c: {image: c:1}
              d: {image: c:dev}
              e: {image: e:1}
            """,
            "image x:default",
            "image x:default",
            "image c:1",
            "image c:dev",
            "image e:1"
        ),
        ComposeCase(
            "IDs of images",
            [".env": "ID=\(digest)\n"],
            """
            services:
              a: {image: "\(digest)"}
              b: {image: "$ID"}
            """,
            "image \(digest) ? an image's ID, not a reference",
            ".env image \(digest) ? an image's ID, not a reference"
        ),
        ComposeCase(
            "image volumes, but not those of services",
            [:],
            """
            services:
              web:
                image: nginx:1
                volumes:
                  - data:/data
                  - {type: volume, source: data, target: /d}
                  - {type: image, source: acme/model:2, target: /model}
                  - {type: image, source: other, target: /other}
              other: {image: acme/other:3}
            """,
            "image nginx:1",
            "volume-image acme/model:2",
            "image acme/other:3"
        ),
        ComposeCase(
            "hooks",
            [:],
            """
            services:
              web:
                image: nginx:1
                pre_start:
                  - image: acme/migrate:1
                    command: up
                post_start: [{command: echo}, {image: acme/note:1}]
            """,
            "image nginx:1",
            "hook-image acme/migrate:1",
            "hook-image acme/note:1"
        ),
        ComposeCase(
            "contexts and caches of builds",
            [:],
            """
            services:
              map:
                build:
                  context: .
                  additional_contexts:
                    base: docker-image://alpine:3.20
                    code: ../code
                    other: service:list
                  cache_from:
                    - acme/cache:main
                    - type=registry,ref=ghcr.io/acme/cache:1,mode=max
                    - type=local,src=path/to/cache
                    - type=gha
                  cache_to: [type=registry,ref=acme/out:1]
                  tags: [acme/out:2]
              list:
                build:
                  additional_contexts:
                    - "base=docker-image://debian:12"
                    - code=https://example.com/code.git
            """,
            "build-context alpine:3.20",
            "cache-from acme/cache:main",
            "cache-from ghcr.io/acme/cache:1",
            "build-context debian:12"
        ),
        ComposeCase(
            "platforms",
            [:],
            """
            services:
              arm: {image: nginx:1, platform: linux/arm64/v8}
              any: {image: nginx:2, platform: $PLATFORM}
              default: {image: nginx:3, platform: "${PLATFORM:-linux/amd64}"}
            """,
            "image nginx:1 on linux/arm64/v8",
            "image nginx:2",
            "image nginx:3 on linux/amd64"
        ),
        ComposeCase(
            "anchors, aliases and merge keys",
            [:],
            """
            x-image: &image nginx:1.25
            x-base: &base
              image: alpine:3
              restart: always
            services:
              a: {image: *image}
              b: {image: *image}
              c:
                <<: *base
              d:
                <<: [*base]
                image: debian:12
              e: &e
                image: redis:7
              f: *e
            """,
            "image nginx:1.25",
            "image alpine:3",
            "image debian:12",
            "image redis:7"
        ),
        ComposeCase(
            "an alias that is also used elsewhere",
            [:],
            """
            services:
              a: {image: &image nginx:1.25}
              b: {image: busybox, environment: {WEB: *image}}
            """,
            "image nginx:1.25 !lock the text is also used where no image stands",
            "image busybox"
        ),
        ComposeCase(
            "a file of the first version",
            [:],
            "web:\n  image: nginx:1\n  links: [db]\ndb:\n  image: postgres:9\n",
            "image nginx:1",
            "image postgres:9"
        ),
        ComposeCase(
            "what is no reference",
            [:],
            "services:\n  a: {image: 'Bad Name'}\n  b: {image: '{{ image }}'}\n",
            "image Bad Name ? it does not read as a reference: the repository name is not valid: \(NameError.outsideGrammar)",
            "image {{ image }} ? a template decides it"
        ),
        ComposeCase(
            "CRLF, a byte order mark and no final newline",
            [:],
            "\u{feff}services:\r\n  a:\r\n    image: nginx:1\r\n  b:\r\n    image: \"redis:7\"",
            "image nginx:1",
            "image redis:7"
        ),
    ]

    static let others: [ComposeCase] = [
        ComposeCase(
            "a service of the same file is extended",
            [:],
            """
            services:
              base: {image: nginx:1}
              web: {extends: base}
              built: {extends: {service: base}, build: .}
              own: {extends: {service: base}, image: nginx:2}
              lost: {extends: {service: nobody}}
              lostButBuilt: {extends: {service: nobody}, build: .}
              circle: {extends: round}
              round: {extends: circle}
            """,
            "image nginx:1",
            "image nginx:2",
            "image nobody ? compose.yaml has no service of this name"
        ),
        ComposeCase(
            "services of other files are extended",
            [
                "common/base.yml": """
                services:
                  app: {extends: {file: deep/deepest.yml, service: root}, pre_start: [{image: hook:1}]}
                  unused: {image: unused:1}
                """,
                "common/deep/deepest.yml": "services:\n  root: {image: root:1}\n",
            ],
            """
            services:
              web: {extends: {file: ./common/base.yml, service: app}}
              own: {extends: {file: common/x/../base.yml, service: app}, image: own:1}
              lost: {extends: {file: ../outside.yml, service: app}}
              lostButOwn: {extends: {file: ../outside.yml, service: app}, image: own:2}
            """,
            "image own:1",
            "image ../outside.yml ? the file cannot be read here",
            "image own:2",
            "common/base.yml hook-image hook:1",
            "common/deep/deepest.yml image root:1"
        ),
        ComposeCase(
            "files are included",
            [
                "a.yaml": "include: [compose.yaml, a.yaml]\nservices:\n  a: {image: a:1}\n",
                "sub/b.yaml": "services:\n  b: {image: 'b:${TAG:-0}'}\n  i: {image: \"$IMAGE\"}\n",
                "sub/.env": "TAG=2\nIMAGE=included:1\n",
                "sub/c.yaml": "services:\n  c: {extends: {file: d.yaml, service: d}}\n",
                "else/d.yaml": "services:\n  d: {image: 'd:$TAG'}\n",
                "vars": "TAG=4",
            ],
            """
            include:
              - a.yaml
              - path: sub/b.yaml
              - {path: [sub/c.yaml], project_directory: else, env_file: [vars]}
              - oci://ghcr.io/acme/app:1
              - missing.yaml
            services:
              web: {image: web:1}
            """,
            "image ghcr.io/acme/app:1",
            "image missing.yaml ? the file cannot be read here",
            "image web:1",
            "a.yaml image a:1",
            "sub/b.yaml image b:${TAG:-0} = b:2 !ask the tag comes from TAG",
            "else/d.yaml image d:$TAG = d:4 !ask the tag comes from TAG",
            "sub/.env image included:1"
        ),
        ComposeCase(
            "a file that is included with other variables",
            [
                "one.env": "TAG=2\n",
                "a.yaml": "services:\n  a: {image: 'a:$TAG'}\n  b: {image: 'b:$MORE'}\n",
                "more.env": "TAG=1\nMORE=3\n",
            ],
            """
            include:
              - {path: a.yaml, env_file: other.env}
              - {path: a.yaml, env_file: more.env}
              - {path: [x/../a.yaml], env_file: one.env}
            """,
            "a.yaml image a:$TAG = a:1 !lock the files that use it read it differently",
            "a.yaml image a:$TAG = a:2 !lock the files that use it read it differently",
            "a.yaml image b:$MORE = b:3 !lock the files that use it read it differently"
        ),
        ComposeCase(
            "a Dockerfile in the file",
            [".env": "REGISTRY=ghcr.io/acme\n"],
            """
            services:
              web:
                build:
                  dockerfile_inline: |
                    FROM alpine:3.20 AS build
                    RUN true
                    FROM ${REGISTRY}/base:1
                    COPY --from=busybox:1 /x /x
                    COPY --from=build /x /x
              quoted:
                build: {dockerfile_inline: "FROM debian:12\\nRUN true\\nFROM ${BASE:-node:22} AS x\\n"}
              missing:
                build: {dockerfile_inline: "FROM ruby:$TAG"}
            """,
            "from alpine:3.20",
            "from ${REGISTRY}/base:1 = ghcr.io/acme/base:1 !ask it is put together from REGISTRY",
            "copy-from busybox:1",
            "from debian:12",
            "from node:22",
            "from ruby:$TAG ? TAG has no value"
        ),
    ]

    static let dockerfiles: [ComposeCase] = [
        ComposeCase(
            "named contexts of a Dockerfile in the file",
            ["base.yaml": "services:\n  b: {build: {additional_contexts: {extended: ./dir}}}\n"],
            """
            services:
              web:
                extends: {file: base.yaml, service: b}
                build:
                  additional_contexts:
                    base: docker-image://debian:12
                    docker.io/library/tools:latest: ./tools
                    app:2: service:x
                  args: {SET: z}
                  dockerfile_inline: |
                    ARG NAME=base
                    ARG SET=base
                    FROM base:latest AS one
                    FROM $$NAME
                    FROM $$SET
                    FROM extended
                    FROM base:1
                    COPY --from=tools /a /a
                    COPY --from=app:2 /a /a
                    COPY --from=app /a /a
                    RUN --mount=from=base true
              list:
                build:
                  additional_contexts: [base=./dir]
                  dockerfile_inline: "FROM base"
              other:
                build: {dockerfile_inline: "FROM base"}
            """,
            "build-context debian:12",
            "from base ? build.args sets SET",
            "from base:1",
            "copy-from app",
            "from base"
        ),
        ComposeCase(
            "arguments of a Dockerfile in the file",
            [:],
            """
            services:
              own:
                build:
                  args: [OTHER=1]
                  dockerfile_inline: |
                    ARG BASE=alpine:3.20
                    ARG TAG=12
                    FROM $$BASE
                    FROM debian:$${TAG}
              set:
                build:
                  args: {BASE: alpine:edge, TAG: 13}
                  dockerfile_inline: |
                    ARG BASE=alpine:3.19
                    ARG TAG=12
                    FROM $$BASE
                    FROM debian:$${TAG}-slim
            """,
            "from alpine:3.20",
            "from debian:$${TAG} = debian:12 !ask the tag comes from ARG TAG",
            "from alpine:3.19 ? build.args sets BASE",
            "from debian:$${TAG}-slim ? build.args sets TAG"
        ),
    ]

    @Test(arguments: roles + others + dockerfiles)
    func findsReferencesInTheirRoles(_ example: ComposeCase) throws {
        let found = try example.references().map(ComposeCase.line)
        #expect(found == example.expected)
    }

    @Test func refusesMoreEntriesThanAnybodyWrites() throws {
        let contexts = (0..<500).map { "n\($0): x" }.joined(separator: ", ")
        let services = (0..<1000).map { "  s\($0): {build: {additional_contexts: *a}}\n" }.joined()
        let text = "x-a: &a {\(contexts)}\nservices:\n\(services)"
        let error = #expect(throws: PinningError.self) { try ComposeCase("many", [:], text).references() }
        #expect(error?.code == .tooLarge)
    }

    @Test func findsKeysOfLongMergedMappings() throws {
        let keys = (0..<5000).map { "k\($0): 1" }.joined(separator: ", ")
        let services = (0..<1000).map { "  s\($0): {<<: *a, image: 'a:\($0)'}\n" }.joined()
        let text = "x-a: &a {\(keys), platform: linux/arm64}\nservices:\n\(services)  b: {<<: *a, image: b:1}\n"
        let found = try ComposeCase("long", [:], text).references()
        #expect(found.count == 1001)
        #expect(found.allSatisfy { $0.platform == Platform("linux/arm64") })
    }

    @Test func readsNoMoreThanAHundredFiles() throws {
        let context = ReadingContext { path in
            let number = Int(path.dropFirst().prefix { $0 != "." }) ?? 0
            return SourceText(path: path, bytes: Array("include: [f\(number + 1).yaml, f\(number + 2).yaml]".utf8))
        }
        let text = SourceText(path: "f0.yaml", bytes: Array("include: [f1.yaml]".utf8))
        let error = #expect(throws: PinningError.self) { try ComposeFormat().references(in: text, context: context) }
        #expect(error?.code == .tooLarge)
    }

    @Test func saysWhichNeighbourIsMalformed() throws {
        let text = "services:\n  a: {extends: {file: b.yaml, service: b}}"
        let example = ComposeCase("malformed", ["b.yaml": "a: [b"], text)
        let error = #expect(throws: PinningError.self) { try example.references() }
        #expect(error?.path == "b.yaml")
        #expect(error?.code == .malformed)
    }

    @Test func refusesWhatIsNoYAML() throws {
        let error = #expect(throws: PinningError.self) { try ComposeCase("bad", [:], "services: {").references() }
        #expect(error?.code == .malformed)
        #expect(error?.path == nil)
    }
}
