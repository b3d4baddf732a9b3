// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@testable import ImageDiff

@Suite struct PathPatternTests {
    @Test(
        arguments: [
            ("/etc/passwd", "/etc/passwd"), ("/etc/cron*", "/etc/crontab"), ("/etc/cron*", "/etc/cron"),
            ("/etc/ssh/**", "/etc/ssh/a/b"), ("/etc/ssh/**", "/etc/ssh/"), ("**/.ssh/**", "/home/a/.ssh/b"),
            ("**/.bashrc", "/.bashrc"), ("/home/*/.cache/**", "/home/a/.cache/b"),
            ("**/__pycache__/*.pyc", "/a/__pycache__/b.pyc"),
        ] as [(String, ByteString)]
    )
    func matches(pattern: String, path: ByteString) {
        #expect(PathPattern(stringLiteral: pattern).matches(path))
    }

    @Test(
        arguments: [
            ("/etc/passwd", "/etc/passwd-"), ("/etc/passwd", "/etc"), ("/etc/cron*", "/etc/cron.d/x"),
            ("/etc/ssh/**", "/etc/ssh"), ("/etc/ssh/**", "/etc/sshd"), ("**/.bashrc", "/a.bashrc"),
            ("/home/*/.cache/**", "/home/a/b/.cache/c"), ("**/__pycache__/*.pyc", "/a/__pycache__/b/c.pyc"),
            ("/a", ""),
        ] as [(String, ByteString)]
    )
    func refuses(pattern: String, path: ByteString) {
        #expect(!PathPattern(stringLiteral: pattern).matches(path))
    }
}
