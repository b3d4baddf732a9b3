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

    private static func workflow(_ job: String) -> String { "name: x\non: push\njobs:\n  j:\n    \(job)\n" }

    @Test(arguments: jobs) func findsImages(job: String, expected: [String]) throws {
        #expect(try Self.properties.listing(Self.workflow(job)) == expected)
    }

    private static let files = jobs.map { workflow($0.0) } + [workflow("container: a\n").replacing("\n", with: "\r\n")]

    @Test(arguments: files) func aDigestGoesInAndOutWithoutATrace(text: String) throws {
        try Self.properties.check(Array(text.utf8), asked: true)
    }

    @Test(arguments: 0..<3) func mutatedFilesAreRefusedOrKeepThePromise(seed: UInt64) throws {
        try Self.properties.checkMutations(
            of: Self.files,
            alphabet: "\"'{}[]:,#\n\r -&*aé@$|>",
            pieces: ["container: a", "docker://", "&a ", "*a", "@sha256:", "- uses: ", "${{ x }}", "<<: *c"],
            seed: seed,
            count: 250
        )
    }
}
