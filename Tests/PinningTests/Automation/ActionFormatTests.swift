// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct ActionFormatTests {
    private static let properties = FormatProperties(format: ActionFormat())

    private static let actions: [(String, [String])] = [
        ("runs:\n  using: docker\n  image: docker://alpine:3\n  args: [a]\n", ["action alpine:3 = alpine:3"]),
        ("runs:\n  using: docker\n  image: 'docker://alpine:3'\n", ["action alpine:3 = alpine:3"]),
        ("runs:\n  using: docker\n  image: Dockerfile\n", []),
        ("runs:\n  using: node20\n  main: docker://x\n", []),
        (
            "runs:\n  using: composite\n  steps:\n    - uses: docker://a:1\n    - uses: actions/checkout@v4\n    - run: x\n",
            ["step a:1 = a:1"]
        ),
        ("{\"runs\": {\"image\": \"docker://a\\u003a1\"}}", ["action \"docker://a\\u003a1\" = a:1 lock: "]),
        ("name: x\n", []), ("", []),
    ]

    @Test(arguments: actions) func findsImages(text: String, expected: [String]) throws {
        let found = try Self.properties.listing(text)
        #expect(found.count == expected.count)
        #expect(zip(found, expected).allSatisfy { $0 == $1 || $1.hasSuffix("lock: ") && $0.hasPrefix($1) })
    }

    @Test(arguments: actions.map(\.0)) func aDigestGoesInAndOutWithoutATrace(text: String) throws {
        try Self.properties.check(Array(text.utf8), asked: true)
    }
}
