// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@Suite struct PlatformChoiceTests {
    @Test(arguments: [
        ("linux/arm", ["linux/arm/v6", "linux/arm/v7", "linux/arm/v5"], "linux/arm/v7"),
        ("linux/arm", ["linux/arm/v6", "linux/arm/v7", "linux/arm"], "linux/arm"),
        ("linux/arm/v6", ["linux/arm/v7", "linux/arm/v6"], "linux/arm/v6"),
        ("linux/arm64", ["linux/arm64/v8"], "linux/arm64/v8"),
        ("linux/amd64", ["linux/amd64/v3", "linux/amd64/v2"], "linux/amd64/v2"),
        ("linux/s390x", ["linux/amd64"], nil),
    ])
    func theChoiceDoesNotDependOnTheOrder(wish: String, offered: [String], expected: String?) throws {
        let wish = try #require(Platform(wish))
        let digest = try Digest("sha256:" + String(repeating: "a", count: 64))
        let platforms = offered.compactMap { Platform($0) }
        for candidates in [platforms, platforms.reversed()] {
            let choice = wish.choice(among: candidates, platform: { $0 }, digest: { _ in digest })
            #expect(choice?.description == expected)
        }
    }
}
