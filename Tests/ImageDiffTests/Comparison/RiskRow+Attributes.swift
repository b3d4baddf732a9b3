// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff

extension RiskRow {
    static let ordinary: [RiskRow] = [
        RiskRow("a new file", "/srv/x", nil, Sample.file(), .low),
        RiskRow("a changed file", "/srv/x", Sample.file("a"), Sample.file("b"), .low),
        RiskRow("a file less", "/srv/x", Sample.file(), nil, .low),
        RiskRow("a new directory", "/srv", nil, Sample.directory(), .info),
        RiskRow("a directory less", "/srv", Sample.directory(), nil, .info),
        RiskRow("permissions", "/srv/x", Sample.file(), Sample.file(mode: 0o600), .low, ["permissions changed"]),
        RiskRow("an owner", "/srv/x", Sample.file(), Sample.file(user: 5), .low, ["owner changed"]),
        RiskRow(
            "an owner of a program",
            "/usr/bin/x",
            Sample.file(mode: 0o755),
            Sample.file(mode: 0o755, user: 5),
            .medium,
            ["owner changed"]
        ),
        RiskRow(
            "a directory as link",
            "/srv",
            Sample.directory(),
            Sample.link("/x"),
            .medium,
            [
                "type changed", "permissions changed",
            ]
        ),
        RiskRow(
            "writable by everybody",
            "/srv/x",
            Sample.file(),
            Sample.file(mode: 0o666),
            .medium,
            ["writable by everybody", "permissions changed"]
        ),
        RiskRow(
            "a program writable by everybody",
            "/opt/x",
            Sample.file(mode: 0o755),
            Sample.file(mode: 0o757),
            .high,
            ["writable by everybody", "permissions changed"]
        ),
        RiskRow("a directory for everybody", "/srv", nil, Sample.directory(0o777), .medium, ["writable by everybody"]),
        RiskRow("a sticky directory for everybody", "/srv", nil, Sample.directory(0o1777), .info),
        RiskRow(
            "the database of packages",
            "/var/lib/dpkg/status",
            Sample.file("a"),
            Sample.file("b"),
            .low,
            [
                "package database"
            ]
        ),
        RiskRow(
            "scripts of packages",
            "/lib/apk/db/scripts.tar",
            Sample.file("a"),
            Sample.file("b"),
            .low,
            [
                "package scripts"
            ]
        ),
    ]
}
