// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The base image of the demo: a few files in the shape of Debian 12, with its package database.
struct DemoDebian {
    /// The version of a point release, as in `12.9`.
    var release: String
    /// When it was built.
    var built: String
    /// Package, version, and the files that change with it.
    var packages: [(name: String, version: String, files: [String])]

    /// The image.
    var image: DemoImage {
        var image = DemoImage(
            layers: [
                DemoLayer(
                    files: settings + packages.flatMap(files) + packages.map(list)
                        + [.text("var/lib/dpkg/status", status)],
                    step: "# debian.sh --arch 'amd64' out/ 'bookworm'",
                    built: built
                )
            ],
            built: built
        )
        image.command = ["bash"]
        return image
    }

    private var settings: [DemoFile] {
        [
            .link("bin", to: "usr/bin"), .link("lib", to: "usr/lib"), .link("sbin", to: "usr/sbin"),
            .text("etc/debian_version", "\(release)\n"),
            .text("etc/group", "root:x:0:\ndaemon:x:1:\nmail:x:8:\nwww-data:x:33:\nnogroup:x:65534:\n"),
            .text("etc/hostname", "debian\n"),
            .link("etc/os-release", to: "../usr/lib/os-release"),
            .text(
                "etc/passwd",
                """
                root:x:0:0:root:/root:/bin/bash
                daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
                www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
                nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin

                """
            ),
            .text(
                "usr/lib/os-release",
                """
                PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
                NAME="Debian GNU/Linux"
                VERSION_ID="12"
                VERSION="12 (bookworm)"
                VERSION_CODENAME=bookworm
                ID=debian
                HOME_URL="https://www.debian.org/"

                """
            ),
        ]
    }

    private func files(_ package: (name: String, version: String, files: [String])) -> [DemoFile] {
        package.files.map { path in
            path.hasPrefix("usr/lib/")
                ? .library(path, build: package.version, size: 11_000)
                : .program(path, build: package.version, size: 7_000)
        }
    }

    private func list(_ package: (name: String, version: String, files: [String])) -> DemoFile {
        .text("var/lib/dpkg/info/\(package.name):amd64.list", "/.\n" + package.files.map { "/\($0)\n" }.joined())
    }

    private var status: String {
        packages.map { package in
            """
            Package: \(package.name)
            Status: install ok installed
            Priority: required
            Maintainer: Debian Developers <debian-devel@lists.debian.org>
            Architecture: amd64
            Multi-Arch: same
            Version: \(package.version)
            Description: \(package.name)

            """
        }.joined(separator: "\n")
    }
}

extension DemoDebian {
    /// The image that everything else was built on.
    static let first = DemoDebian(
        release: "12.9",
        built: "2026-01-13T00:00:00Z",
        packages: packages(newer: false)
    )

    /// The same with newer packages.
    static let refreshed = DemoDebian(
        release: "12.11",
        built: "2026-05-20T00:00:00Z",
        packages: packages(newer: true)
    )

    private static let libraries = "usr/lib/x86_64-linux-gnu"

    /// Packages with the version before and after the refresh.
    private static func packages(newer: Bool) -> [(name: String, version: String, files: [String])] {
        let table: [(name: String, before: String, after: String, files: [String])] = [
            ("apt", "2.6.1", "2.6.1", ["usr/bin/apt-get"]),
            ("base-files", "12.4+deb12u9", "12.4+deb12u11", []),
            ("bash", "5.2.15-2+b7", "5.2.15-2+b8", ["usr/bin/bash"]),
            ("coreutils", "9.1-1", "9.1-1", ["usr/bin/cat", "usr/bin/cp", "usr/bin/ls"]),
            ("dash", "0.5.12-2", "0.5.12-2", ["usr/bin/sh"]),
            ("dpkg", "1.21.22", "1.21.22", ["usr/bin/dpkg"]),
            ("gpgv", "2.2.40-1.1", "2.2.40-1.1+deb12u1", ["usr/bin/gpgv"]),
            ("libc-bin", "2.36-9+deb12u9", "2.36-9+deb12u10", ["usr/bin/ldd"]),
            ("libc6", "2.36-9+deb12u9", "2.36-9+deb12u10", ["\(libraries)/libc.so.6"]),
            ("libgcrypt20", "1.10.1-3", "1.10.1-3", ["\(libraries)/libgcrypt.so.20"]),
            ("libgnutls30", "3.7.9-2+deb12u3", "3.7.9-2+deb12u5", ["\(libraries)/libgnutls.so.30"]),
            ("liblzma5", "5.4.1-0.2", "5.4.1-1", ["\(libraries)/liblzma.so.5"]),
            ("libssl3", "3.0.15-1~deb12u1", "3.0.17-1~deb12u2", ["\(libraries)/libssl.so.3"]),
            ("libsystemd0", "252.33-1~deb12u1", "252.38-1~deb12u1", ["\(libraries)/libsystemd.so.0"]),
            ("perl-base", "5.36.0-7+deb12u1", "5.36.0-7+deb12u2", ["usr/bin/perl"]),
            ("tzdata", "2024b-0+deb12u1", "2025b-0+deb12u1", []),
            ("zlib1g", "1:1.2.13.dfsg-1", "1:1.2.13.dfsg-1", ["\(libraries)/libz.so.1"]),
        ]
        return table.map { ($0.name, newer ? $0.after : $0.before, $0.files) }
    }
}
