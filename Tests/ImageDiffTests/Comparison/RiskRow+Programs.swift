// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff

extension RiskRow {
    static let programs: [RiskRow] = [
        RiskRow("a new program", "/usr/bin/x", nil, Sample.program(), .high, ["executable added"], explained: .medium),
        RiskRow(
            "a changed program",
            "/usr/bin/x",
            Sample.program("a"),
            Sample.program("b"),
            .high,
            ["executable changed"],
            explained: .medium
        ),
        RiskRow(
            "a program less",
            "/usr/bin/x",
            Sample.program(),
            nil,
            .medium,
            ["executable removed"],
            explained: .low
        ),
        RiskRow("a new program elsewhere", "/opt/x", nil, Sample.program(), .high, ["executable added"]),
        RiskRow(
            "a changed library",
            "/usr/lib/libx.so.1",
            Sample.program("a", mode: 0o644),
            Sample.program("b", mode: 0o644),
            .high,
            ["executable changed"],
            explained: .medium
        ),
        RiskRow(
            "a script without execute bit",
            "/opt/run",
            Sample.file("a", content: .script),
            Sample.file("b", content: .script),
            .high,
            ["executable changed"]
        ),
        RiskRow(
            "an execute bit gained",
            "/opt/x",
            Sample.file("a"),
            Sample.file("a", mode: 0o755),
            .high,
            ["executable added", "permissions changed"]
        ),
        RiskRow(
            "an execute bit lost",
            "/opt/x",
            Sample.file("a", mode: 0o755),
            Sample.file("a"),
            .medium,
            ["executable removed", "permissions changed"]
        ),
        RiskRow(
            "a redirected library",
            "/usr/lib/libx.so",
            Sample.link("libx.so.1"),
            Sample.link("/tmp/libx.so"),
            .high,
            ["executable changed", "link redirected"],
            explained: .medium
        ),
        RiskRow(
            "a new name for a program",
            "/bin/x",
            nil,
            Sample.link("y"),
            .high,
            ["executable added"],
            explained: .medium
        ),
        RiskRow(
            "a redirected alternative",
            "/etc/alternatives/awk",
            Sample.link("/usr/bin/mawk"),
            Sample.link("/opt/awk"),
            .high,
            ["executable changed", "link redirected"],
            explained: .medium
        ),
        RiskRow(
            "a link redirected to a program",
            "/srv/bin/x",
            Sample.link("y"),
            Sample.link("../../usr/./bin/y"),
            .high,
            ["executable changed", "link redirected"]
        ),
        RiskRow(
            "an access list of a program",
            "/opt/x",
            Sample.file(mode: 0o755),
            Sample.file(mode: 0o755, attributes: ["system.posix_acl_access": [2]]),
            .medium,
            ["attributes changed"]
        ),
        RiskRow(
            "an access list of a file",
            "/opt/x",
            Sample.file(),
            Sample.file(attributes: ["system.posix_acl_access": [2]]),
            .low,
            ["attributes changed"]
        ),
        RiskRow("a redirected link elsewhere", "/srv/x", Sample.link("a"), Sample.link("b"), .low, ["link redirected"]),
        RiskRow("changed code", "/app/main.py", Sample.file("a"), Sample.file("b"), .medium, ["code changed"]),
        RiskRow("a new archive of classes", "/app/x.jar", nil, Sample.file("a"), .medium, ["code added"]),
        RiskRow(
            "changed code of a package",
            "/usr/lib/python3/x.py",
            Sample.file("a"),
            Sample.file("b"),
            .medium,
            ["code changed"],
            explained: .low
        ),
        RiskRow(
            "a network tool",
            "/usr/bin/curl",
            nil,
            Sample.program(),
            .high,
            ["executable added", "network tool added"],
            explained: .medium
        ),
        RiskRow(
            "a link as a network tool",
            "/bin/nc",
            nil,
            Sample.link("busybox"),
            .high,
            ["executable added", "network tool added"],
            explained: .medium
        ),
        RiskRow(
            "an interpreter with its version",
            "/usr/bin/python3.12",
            nil,
            Sample.program(),
            .high,
            ["executable added", "interpreter or compiler added"],
            explained: .medium
        ),
        RiskRow(
            "a changed network tool",
            "/usr/bin/curl",
            Sample.program("a"),
            Sample.program("b"),
            .high,
            ["executable changed"],
            explained: .medium
        ),
        RiskRow("a file that is only called curl", "/srv/curl", nil, Sample.file(), .low),
    ]
}
