// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff

extension RiskRow {
    static let capability: [ByteString: [UInt8]] = ["security.capability": [1, 0, 0, 2]]

    static let privileges: [RiskRow] = [
        RiskRow(
            "a new setuid program",
            "/usr/bin/x",
            nil,
            Sample.program(mode: 0o4755),
            .high,
            ["setuid added", "executable added"]
        ),
        RiskRow(
            "setuid gained",
            "/usr/bin/x",
            Sample.program(),
            Sample.program(mode: 0o4755),
            .high,
            ["setuid added", "permissions changed"]
        ),
        RiskRow(
            "setgid gained",
            "/usr/bin/x",
            Sample.program(),
            Sample.program(mode: 0o2755),
            .high,
            ["setgid added", "permissions changed"]
        ),
        RiskRow(
            "setuid lost",
            "/usr/bin/x",
            Sample.program(mode: 0o4755),
            Sample.program(),
            .medium,
            ["setuid removed", "permissions changed"]
        ),
        RiskRow(
            "a setuid program changed",
            "/usr/bin/x",
            Sample.program("a", mode: 0o4755),
            Sample.program("b", mode: 0o4755),
            .high,
            ["privileged program changed", "executable changed"]
        ),
        RiskRow(
            "the owner of a setuid program changed",
            "/usr/bin/x",
            Sample.file(mode: 0o4755),
            Sample.file(mode: 0o4755, user: 7),
            .high,
            ["privileged program changed", "owner changed"]
        ),
        RiskRow(
            "a link became a setuid program",
            "/usr/bin/x",
            Sample.link("y"),
            Sample.program(mode: 0o4755),
            .high,
            [
                "setuid added", "privileged program changed", "executable added", "type changed",
                "permissions changed",
            ]
        ),
        RiskRow(
            "setgid of a directory",
            "/srv",
            Sample.directory(),
            Sample.directory(0o2755),
            .medium,
            [
                "setgid added", "permissions changed",
            ]
        ),
        RiskRow(
            "setuid of a directory",
            "/srv",
            Sample.directory(),
            Sample.directory(0o4755),
            .low,
            [
                "permissions changed"
            ]
        ),
        RiskRow(
            "a capability gained",
            "/usr/bin/x",
            Sample.program(),
            {
                var entry = Sample.program()
                entry.extendedAttributes = capability
                return entry
            }(),
            .high,
            ["capability added", "attributes changed"]
        ),
        RiskRow(
            "a capability changed",
            "/opt/x",
            Sample.file(attributes: capability),
            Sample.file(attributes: ["security.capability": [2]]),
            .high,
            ["capability changed", "attributes changed"]
        ),
        RiskRow(
            "a capability lost",
            "/opt/x",
            Sample.file(attributes: capability),
            Sample.file(),
            .medium,
            ["capability removed", "attributes changed"]
        ),
        RiskRow(
            "content of a file with a capability",
            "/opt/x",
            Sample.file("a", attributes: capability),
            Sample.file("b", attributes: capability),
            .high,
            ["privileged program changed"]
        ),
        RiskRow(
            "another security attribute",
            "/opt/x",
            Sample.file(),
            Sample.file(attributes: ["security.ima": [1]]),
            .medium,
            ["security attribute changed", "attributes changed"]
        ),
        RiskRow(
            "an attribute of users",
            "/opt/x",
            Sample.file(),
            Sample.file(attributes: ["user.x": [1]]),
            .low,
            ["attributes changed"]
        ),
        RiskRow(
            "sticky bit lost",
            "/tmp",
            Sample.directory(0o1777),
            Sample.directory(0o777),
            .high,
            ["sticky bit removed", "writable by everybody", "permissions changed"]
        ),
        RiskRow("a new device", "/dev/x", nil, Sample.device(1, 3), .high, ["device added"]),
        RiskRow("another device", "/dev/x", Sample.device(1, 3), Sample.device(8, 0), .high, ["device changed"]),
        RiskRow("a device less", "/dev/x", Sample.device(1, 3), nil, .low),
    ]
}
