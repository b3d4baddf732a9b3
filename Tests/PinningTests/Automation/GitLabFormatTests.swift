// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct GitLabFormatTests {
    private static let properties = FormatProperties(format: GitLabFormat())
    private static let used = "is also used where no image stands"

    private static let places: [(String, [String])] = [
        ("image: ruby:3\n", ["image ruby:3 = ruby:3"]),
        ("image:\n  name: \"ruby:3\"\n  entrypoint: [\"\"]\n", ["image ruby:3 = ruby:3"]),
        ("default:\n  image: ruby:3\n  services: [a:1]\n", ["image ruby:3 = ruby:3", "service a:1 = a:1"]),
        ("job:\n  image: ruby:3 # x\n  script: [x]\n", ["image ruby:3 = ruby:3"]),
        (".hidden:\n  image: ruby:3\n", ["image ruby:3 = ruby:3"]),
        (
            "job:\n  services:\n    - postgres:16\n    - name: redis:7\n      alias: cache\n",
            ["service postgres:16 = postgres:16", "service redis:7 = redis:7"]
        ),
        ("image: a:1\ndefault:\n  image: b:1\njob:\n  script: x\n", ["image a:1 = a:1", "image b:1 = b:1"]),
        ("variables:\n  image: x\ninclude:\n  image: y\nworkflow:\n  image: z\nstages: [image]\n", []),
        (".a: &a\n  image: ruby:3\njob:\n  <<: *a\n  script: x\n", ["image ruby:3 = ruby:3"]),
        (".i: &i ruby:3\njob:\n  image: *i\n", ["image ruby:3 = ruby:3"]),
        (
            ".a:\n  image: ruby:3\n  services: [b:1]\njob:\n  image: !reference [.a, image]\n"
                + "  services:\n    - !reference [.a, services]\n    - c:1\n",
            ["image ruby:3 = ruby:3", "service b:1 = b:1", "service c:1 = c:1"]
        ),
        (
            ".a:\n  names:\n    one: ruby:3\njob:\n  image: !reference [.a, names, one]\n",
            ["image ruby:3 = ruby:3 lock: the text is used through !reference"]
        ),
        ("job:\n  services:\n    - [a:1, b:1]\n", ["service a:1 = a:1", "service b:1 = b:1"]),
        (
            "spec:\n  inputs:\n    v: {}\n---\njob:\n  image: a:$[[ inputs.v ]]\n",
            ["image a:$[[ inputs.v ]] = ? lock: an input decides it"]
        ),
        ("", []), ("job: text\n", []), ("- a\n", []),
    ]

    private static let notText = "it is a number or a truth value, not a text"

    @Test(arguments: [
        ("image: null\njob:\n  services: [~, a:1]\n", ["service a:1 = a:1"]),
        ("image: 5\n", ["image 5 = ? lock: \(notText)"]),
        ("job:\n  image: a:1\n  image: b:1\n", ["image a:1 = ? lock: the key image stands twice"]),
        ("variables: {I: a:1, I: b:1}\nimage: $I\n", ["image $I = ? lock: the key I stands twice"]),
        ("variables: {V: a, V: b}\nimage: a:$V\n", ["image a:$V = ? lock: the key V stands twice"]),
    ])
    func findsNothingThatReadersDisagreeAbout(text: String, expected: [String]) throws {
        #expect(try Self.properties.listing(text) == expected)
    }

    private static let matrices: [(String, [String])] = [
        (
            "job:\n  image: $I\n  parallel: {matrix: [{I: [a:1, b:1], X: y}, {I: c:1}]}\n",
            ["image a:1 = a:1", "image b:1 = b:1", "image c:1 = c:1"]
        ),
        (
            "variables: {I: no:1}\njob:\n  image: $I\n  script: run $I\n  parallel: {matrix: [{I: [a:1]}]}\n",
            ["image a:1 = a:1 lock: I \(used)"]
        ),
        (
            "job:\n  image: $I\n  parallel: {matrix: [{I: [a:1]}]}\n"
                + "next:\n  needs: [{job: job, parallel: {matrix: [{I: [a:1]}]}}]\n",
            ["image a:1 = a:1 lock: I \(used)"]
        ),
        (
            "variables: {V: \"1\"}\njob:\n  image: a:$V\n  parallel: {matrix: [{V: [\"2\"]}]}\n",
            ["image a:$V = ? lock: the matrix decides V"]
        ),
        ("job:\n  image: a:1\n  parallel: 5\n", ["image a:1 = a:1"]),
    ]

    @Test(arguments: matrices) func followsMatrices(text: String, expected: [String]) throws {
        #expect(try Self.properties.listing(text) == expected)
    }

    @Test(arguments: places) func findsImages(text: String, expected: [String]) throws {
        #expect(try Self.properties.listing(text) == expected)
    }

    private static let variables: [(String, [String])] = [
        // Whole images are edited where the variable gets its value.
        ("variables:\n  I: ruby:3\nimage: $I\njob:\n  services: [\"${I}\"]\n", ["image ruby:3 = ruby:3"]),
        (
            "variables:\n  I:\n    value: ruby:3\n    description: x\njob:\n  image: ${I}\n",
            ["image ruby:3 = ruby:3"]
        ),
        ("variables:\n  I: $J\n  J: ruby:3\nimage: $I\n", ["image ruby:3 = ruby:3"]),
        (
            "variables:\n  I: ruby:3\njob:\n  image: $I\n  script: docker pull $I\n",
            ["image ruby:3 = ruby:3 lock: I \(used)"]
        ),
        (
            "variables:\n  I: ruby:3\njob:\n  image: $I\n  rules:\n    - if: $I == \"x\"\n",
            ["image ruby:3 = ruby:3 lock: I \(used)"]
        ),
        (
            "variables:\n  I: ruby:3\njob:\n  image: $I\n  script:\n    - !reference [variables, I]\n",
            ["image ruby:3 = ruby:3 lock: I \(used)"]
        ),
        ("job:\n  variables:\n    I: ruby:3\n  image: $I\n", ["image ruby:3 = ruby:3"]),
        // Each job sees its own variables.
        (
            "image: ruby:$V\nvariables:\n  V: \"3\"\na:\n  script: x\nb:\n  script: x\n",
            ["image ruby:$V = ruby:3 ask: a part of it comes from V"]
        ),
        (
            "image: ruby:$V\na:\n  variables: {V: \"3\"}\nb:\n  variables: {V: \"2\"}\n",
            ["image ruby:$V = ruby:3 lock: the text means different images where it is used"]
        ),
        (
            ".base:\n  image: ruby:$V\njob:\n  extends: .base\n  variables: {V: \"3\"}\n",
            ["image ruby:$V = ruby:3 ask: a part of it comes from V"]
        ),
        (
            ".a:\n  variables: {V: \"3\"}\njob:\n  extends: [.a, .missing]\n  image: ruby:$V\n",
            ["image ruby:$V = ruby:3 ask: a part of it comes from V"]
        ),
        (
            "variables: {R: r.example, N: a, T: \"1\"}\nimage: $R/${N}:${T}-x\n",
            ["image $R/${N}:${T}-x = r.example/a:1-x ask: a part of it comes from R and N and T"]
        ),
        // What only the server knows is not known.
        (
            "variables: {I: \"\"}\nimage: $I\n",
            [
                "image $I = ? lock: it does not read as a reference: the repository name is not valid: it is empty"
            ]
        ),
        (
            "image: $CI_REGISTRY_IMAGE:1\n",
            ["image $CI_REGISTRY_IMAGE:1 = ? lock: CI_REGISTRY_IMAGE has no value in the file"]
        ),
        (
            "variables: {I: $CI_REGISTRY/a}\nimage: $I\n",
            ["image $CI_REGISTRY/a = ? lock: CI_REGISTRY has no value in the file"]
        ),
        ("variables: {A: $B, B: $A}\nimage: x:$A\n", ["image x:$A = ? lock: B refers to too many variables"]),
    ]

    @Test(arguments: variables) func followsVariables(text: String, expected: [String]) throws {
        let found = try Self.properties.listing(text)
        #expect(found.count == expected.count)
        for (line, wanted) in zip(found, expected) {
            // Which variable of a circle is met last does not matter.
            let isCircle = wanted.hasSuffix("too many variables")
            #expect(isCircle ? line.hasSuffix("too many variables") : line == wanted)
        }
    }

    @Test func variablesThatReferToEachOtherManyTimesAreBounded() throws {
        var text = "variables:\n  A0: \"\"\n"
        for number in 1...15 { text += "  A\(number): " + String(repeating: "$A\(number - 1)", count: 40) + "\n" }
        let found = try Self.properties.listing(text + "image: x:$A15\n")
        #expect(found.map { $0.hasSuffix("refers to too many variables") } == [true])
    }

    @Test func jobsThatExtendThemselvesAreRead() throws {
        let text = "a:\n  extends: [b, b, b]\nb:\n  extends: [a, a, a]\n  image: x:1\n"
        #expect(try Self.properties.listing(text) == ["image x:1 = x:1"])
    }

    private static let files = (places + variables + matrices).map(\.0)

    @Test(arguments: files) func aDigestGoesInAndOutWithoutATrace(text: String) throws {
        try Self.properties.check(Array(text.utf8), asked: false)
        try Self.properties.check(Array(text.utf8), asked: true)
    }

    @Test(arguments: 0..<3) func mutatedFilesAreRefusedOrKeepThePromise(seed: UInt64) throws {
        try Self.properties.checkMutations(
            of: Self.files,
            alphabet: "\"'{}[]:,#\n\r -&*!aIVé@$|>",
            pieces: [
                "image: a", "$I", "${V}", "&a ", "*a", "@sha256:", "!reference [a, image]", "extends: a", "- ", "$[[",
            ],
            seed: seed,
            count: 250
        )
    }
}
