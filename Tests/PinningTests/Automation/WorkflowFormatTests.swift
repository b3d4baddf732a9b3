// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct WorkflowFormatTests {
    private static let properties = FormatProperties(format: WorkflowFormat())

    private static let jobs: [(String, [String])] = [
        ("container: node:18", ["job-container node:18 = node:18"]),
        ("container: \"docker://node:18\"", ["job-container node:18 = node:18"]),
        ("container: { image: 'node:18', env: { A: b } }", ["job-container node:18 = node:18"]),
        ("container:\n      image: node:18 # comment\n      volumes: [a:/b]", ["job-container node:18 = node:18"]),
        ("container: ${{ matrix.image }}", ["job-container ${{ matrix.image }} = ?"]),
        ("container: ''", []), ("container:", []),
        (
            "services:\n      db:\n        image: postgres:16\n        ports: [\"1:1\"]\n      cache: { image: redis }",
            ["service postgres:16 = postgres:16", "service redis = redis"]
        ),
        (
            "steps:\n      - uses: docker://alpine:3 # x\n      - uses: actions/checkout@v4\n      - run: docker run nginx\n"
                + "      - {uses: 'docker://ghcr.io/a/b'}",
            ["step alpine:3 = alpine:3", "step ghcr.io/a/b = ghcr.io/a/b"]
        ),
        ("uses: o/r/.github/workflows/w.yml@main", []),
        (
            "container: &c node:18\n  k:\n    container: *c",
            ["job-container node:18 = node:18"]
        ),
        (
            "container: &c node:18\n    name: *c",
            ["job-container node:18 = node:18 lock: the text is also used where no image stands"]
        ),
    ]

    private static let used = "is also used where no image stands"

    private static let matrices: [(String, [String])] = [
        (
            "container: ${{ matrix.image }}\n    strategy: {matrix: {image: [a:1, 'b:2'], os: [x]}}",
            ["job-container a:1 = a:1", "job-container b:2 = b:2"]
        ),
        (
            "container: {image: \"${{matrix.IMAGE}}\"}\n    services: {s: {image: \"${{ matrix.image }}\"}}\n"
                + "    strategy:\n      matrix:\n        image: [docker://a:1]\n        include: [{image: c:3, x: 1}, {x: 2}]",
            ["job-container a:1 = a:1", "job-container c:3 = c:3"]
        ),
        (
            "container: ${{ matrix.i }}\n    strategy: {matrix: {i: [a:1]}}\n    name: on ${{ matrix.i }}",
            ["job-container a:1 = a:1 lock: matrix.i \(used)"]
        ),
        (
            "container: ${{ matrix.i }}\n    strategy: {matrix: {i: [a:1]}}\n    if: matrix.i == 'a:1'",
            ["job-container a:1 = a:1 lock: matrix.i \(used)"]
        ),
        (
            "container: ${{ matrix.i }}\n    strategy: {matrix: {i: [a:1]}}\n    name: ${{ toJSON(matrix) }}",
            ["job-container a:1 = a:1 lock: matrix.i \(used)"]
        ),
        (
            "container: ${{ matrix.i }}\n    strategy: {matrix: {i: [a:1, b:1], exclude: [{i: b:1}]}}",
            [
                "job-container a:1 = a:1 lock: the matrix leaves copies of the job out by it",
                "job-container b:1 = b:1 lock: the matrix leaves copies of the job out by it",
            ]
        ),
        (
            "container: ${{ matrix.i }}\n    strategy: {matrix: {i: \"${{ fromJSON(inputs.x) }}\"}}",
            ["job-container ${{ matrix.i }} = ?"]
        ),
        (
            "container: ${{ matrix.i.x }}\n    strategy: {matrix: {i: [{x: a:1}]}}",
            ["job-container ${{ matrix.i.x }} = ?"]
        ),
        ("container: ${{ matrix.i }}", ["job-container ${{ matrix.i }} = ?"]),
    ]

    @Test(arguments: matrices) func followsMatrices(job: String, expected: [String]) throws {
        #expect(try Self.properties.listing(Self.workflow(job)) == expected)
    }

    private static let notText = "it is a number or a truth value, not a text"

    @Test(arguments: [
        ("container: {image: null}", []), ("container: ~", []), ("services: {s: {image: }}", []),
        ("container: 5", ["job-container 5 = ? lock: \(notText)"]),
        ("services: {s: {image: true}}", ["service true = ? lock: \(notText)"]),
        ("container: '5'", ["job-container 5 = 5"]),
        ("container: a:1\n    container: b:1", ["job-container a:1 = ? lock: the key container stands twice"]),
    ])
    func findsOnlyTexts(job: String, expected: [String]) throws {
        #expect(try Self.properties.listing(Self.workflow(job)) == expected)
    }

    private static func workflow(_ job: String) -> String { "name: x\non: push\njobs:\n  j:\n    \(job)\n" }

    @Test(arguments: jobs) func findsImages(job: String, expected: [String]) throws {
        #expect(try Self.properties.listing(Self.workflow(job)) == expected)
    }

    private static let files =
        (jobs + matrices).map { workflow($0.0) } + [workflow("container: a\n").replacing("\n", with: "\r\n")]

    @Test(arguments: files) func aDigestGoesInAndOutWithoutATrace(text: String) throws {
        try Self.properties.check(Array(text.utf8), asked: true)
    }

    @Test(arguments: 0..<3) func mutatedFilesAreRefusedOrKeepThePromise(seed: UInt64) throws {
        try Self.properties.checkMutations(
            of: Self.files,
            alphabet: "\"'{}[]:,#\n\r -&*aé@$|>",
            pieces: [
                "container: a", "docker://", "&a ", "*a", "@sha256:", "- uses: ", "${{ x }}", "<<: *c",
                "${{ matrix.i }}", "include: ",
            ],
            seed: seed,
            count: 250
        )
    }
}
