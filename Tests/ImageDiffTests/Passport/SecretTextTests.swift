// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import ImageDiff

@Suite struct SecretTextTests {
    @Test(arguments: [
        ("DB_PASSWORD=hunter2 run", "DB_PASSWORD=(hidden) run"),
        ("run --password hunter2 --verbose", "run --password (hidden) --verbose"),
        ("run --password=hunter2 x", "run --password=(hidden) x"),
        (#"run --password "a b" c"#, #"run --password "(hidden)" c"#),
        (#"export MY_SECRET="a b" && x"#, #"export MY_SECRET="(hidden)" && x"#),
        (#"CMD ["x" "--password" "hunter2" "y"]"#, #"CMD ["x" "--password" "(hidden)" "y"]"#),
        (#"["x","--password","hunter2","y"]"#, #"["x","--password","(hidden)","y"]"#),
        (#"["sh","-c","x --password \"a b\" y"]"#, #"["sh","-c","x --password \"(hidden)" y"]"#),
        ("ENV API_KEY=a,b[c]\\d e", "ENV API_KEY=(hidden) e"),
        ("curl https://u:pw@host/x y", "curl (hidden) y"),
        ("curl https://u:p;w@host/x y", "(hidden)"),
        ("x ghp_abcdefghijklmnopqrstuvwxyz0123456789 y", "x (hidden) y"),
        ("x=ghp_abcdefghijklmnopqrstuvwxyz0123456789", "x=(hidden)"),
        ("echo -----BEGIN RSA PRIVATE KEY----- abc", "echo (hidden)"),
        ("-----BEGIN DOG----- -----BEGIN EC PRIVATE KEY-----\nabc", "-----BEGIN DOG----- (hidden)"),
    ])
    func hides(text: String, shown: String) {
        #expect(SecretText(text).shown == shown)
        #expect(SecretText(text).finding != nil)
    }

    @Test(arguments: [
        "", "/bin/sh -c apt-get update && apt-get install -y curl", "--password-file /run/secrets/x", "a=b \"c\" 'd'",
        "--password $PASSWORD", "--password --verbose x", "run --password; x", "PASSWORD= x", "[\"a\",\"b\"]",
        "ENV TOKEN_FILE=/x", "COPY file:0123456789abcdef in / ",
    ])
    func showsTheRestAsItIs(_ text: String) {
        #expect(SecretText(text).shown == text)
        #expect(SecretText(text).finding == nil)
    }

    @Test(arguments: [
        (["x", "--password", "a b", "c"], ["x", "--password", "(hidden)", "c"]),
        (["--password", "--token", "a"], ["--password", "--token", "(hidden)"]),
        (["--password", "/run/secret", "b"], ["--password", "/run/secret", "b"]),
        (["--password"], ["--password"]),
    ])
    func anOptionHidesTheNextArgument(arguments: [String], shown: [String]) {
        #expect(ImageConfig.Execution.shown(arguments) == shown)
    }

    /// Whatever a text is, no secret of it is shown, and it takes no time.
    @Test func staysWithinBoundsForAnyText() {
        let parts = [
            "--password", "=", " ", "\"", "'", "\\", "x", "API_KEY", ";", ",", "[", "-----BEGIN ", "://", "@", ":",
        ]
        for seed in 0..<2_000 {
            var generator = Seeded(seed: UInt64(seed))
            let text = (0..<12).map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
            let shown = SecretText(text).shown
            #expect(SecretPattern.kind(of: shown) == nil)
        }
    }
}
