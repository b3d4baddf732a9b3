// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff

extension RiskRow {
    static let places: [(path: ByteString, reason: String)] = [
        ("/etc/passwd", "accounts"), ("/etc/shadow", "accounts"), ("/etc/group", "accounts"),
        ("/etc/gshadow", "accounts"), ("/etc/sudoers", "sudo rules"), ("/etc/sudoers.d/x", "sudo rules"),
        ("/etc/ld.so.preload", "preloaded libraries"), ("/etc/ld.so.conf", "library search path"),
        ("/etc/ld.so.conf.d/x.conf", "library search path"), ("/etc/crontab", "scheduled jobs"),
        ("/etc/cron.d/x", "scheduled jobs"), ("/var/spool/cron/crontabs/root", "scheduled jobs"),
        ("/etc/init.d/x", "services"), ("/etc/rc.local", "services"), ("/etc/rc3.d/S1", "services"),
        ("/etc/inittab", "services"), ("/etc/systemd/system/x.service", "services"),
        ("/lib/systemd/system/x.service", "services"), ("/usr/lib/systemd/system/x.service", "services"),
        ("/etc/ssh/sshd_config", "ssh"), ("/root/.ssh/id", "ssh"), ("/home/ann/.ssh/authorized_keys", "ssh"),
        ("/etc/ssl/certs/x.pem", "certificate store"), ("/etc/pki/ca-trust/x", "certificate store"),
        ("/usr/local/share/ca-certificates/x.crt", "certificate store"),
        ("/usr/share/ca-certificates/x.crt", "certificate store"), ("/etc/pam.d/su", "login modules"),
        ("/etc/nsswitch.conf", "name service"), ("/etc/profile", "shell profile"),
        ("/etc/profile.d/x", "shell profile"), ("/root/.bashrc", "shell profile"),
        ("/home/ann/.profile", "shell profile"), ("/etc/apt/sources.list", "package sources"),
        ("/etc/apt/trusted.gpg.d/x", "package sources"), ("/etc/apk/repositories", "package sources"),
        ("/etc/apk/keys/x.rsa.pub", "package sources"),
    ]

    static let placeAttributes: [RiskRow] = [
        RiskRow("a new directory of trust", "/etc/ssl", nil, Sample.directory(), .info),
        RiskRow(
            "another owner of a directory of trust",
            "/etc/ssl",
            Sample.directory(),
            Sample.directory(user: 1),
            .medium,
            ["certificate store", "owner changed"]
        ),
        RiskRow(
            "accounts that all may read",
            "/etc/shadow",
            Sample.file(mode: 0o640),
            Sample.file(),
            .high,
            ["accounts", "permissions changed"]
        ),
        RiskRow(
            "another owner of a directory of programs",
            "/usr/bin",
            Sample.directory(),
            Sample.directory(user: 1),
            .high,
            ["owner changed"]
        ),
        RiskRow(
            "a directory of programs that its group may write",
            "/usr/local/bin",
            Sample.directory(),
            Sample.directory(0o775),
            .high,
            ["permissions changed"]
        ),
        RiskRow(
            "settings that another group may write",
            "/etc",
            Sample.directory(0o775),
            Sample.directory(0o775, group: 5),
            .high,
            ["owner changed"]
        ),
        RiskRow(
            "another group that may write nothing",
            "/etc",
            Sample.directory(),
            Sample.directory(group: 5),
            .low,
            ["owner changed"]
        ),
        RiskRow("a name that only begins alike", "/etc/passwd.bak", nil, Sample.file(), .low),
    ]

    static let noteworthy: [RiskRow] = [
        ("/etc/ld.so.cache", "library search path"), ("/etc/hosts", "name service"),
        ("/usr/lib/udev/rules.d/x.rules", "services"), ("/usr/lib/tmpfiles.d/x.conf", "services"),
        ("/usr/share/dbus-1/system-services/x.service", "services"), ("/etc/gitconfig", "settings of programs"),
    ].map { (path: ByteString, reason: String) in
        RiskRow("changed: \(path)", path, Sample.file("a"), Sample.file("b"), .medium, [reason])
    }

    static let replacedDirectories: [RiskRow] = [
        RiskRow(
            "a link in place of a directory of trust",
            "/etc/ssl",
            Sample.directory(),
            Sample.link("/srv"),
            .high,
            ["certificate store", "type changed", "permissions changed"]
        ),
        RiskRow("a link as a directory of trust", "/root/.ssh", nil, Sample.link("/srv"), .high, ["ssh"]),
        RiskRow(
            "a link in place of a directory of programs",
            "/bin",
            Sample.directory(),
            Sample.link("usr/bin"),
            .high,
            ["executable changed", "type changed", "permissions changed"]
        ),
        RiskRow(
            "a file in place of a directory of trust",
            "/etc/ssl",
            Sample.directory(),
            Sample.file(),
            .high,
            [
                "certificate store", "type changed", "permissions changed",
            ]
        ),
    ]
}
