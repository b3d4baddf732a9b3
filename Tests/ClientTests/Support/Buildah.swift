// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// buildah with all its state in a directory of its own.
struct Buildah {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// Builds a context of `BusyBoxImage` shape, a layer an instruction, and writes it into an OCI layout.
    func build(_ context: String, into layout: String) async throws {
        try await buildah(["build", "--isolation", "chroot", "--layers", "--tag", "image", context])
        try await buildah(["push", "image", "oci:\(layout)"])
    }

    private func buildah(_ arguments: [String]) async throws {
        let path = directory.path
        try await Shell.succeed(
            "buildah",
            ["--root", "\(path)/root", "--runroot", "\(path)/run", "--storage-driver", "vfs"] + arguments,
            environment: ["TMPDIR": path]
        )
    }
}

/// A build whose layers do everything to files that builds do.
enum LayeredImage {
    private static let steps = [
        """
        busybox --install -s /bin; mkdir -p /opt/a/b/c /data/keep /data/drop /usr/lib /srv; echo one > /opt/a/one; \
        echo two > /opt/a/b/two; echo three > /opt/a/b/c/three; ln -s usr/lib /lib; echo x > /usr/lib/x; \
        for n in 1 2 3 4 5; do echo $n > /data/drop/$n; echo $n > /data/keep/$n; done
        """,
        """
        rm /opt/a/one; mv /opt/a/b /opt/a/renamed; chmod 4755 /bin/busybox; ln /usr/lib/x /usr/lib/hard; \
        ln /usr/lib/x /srv/hard2; echo y > /lib/y
        """,
        """
        rm -rf /data/drop; mkdir /data/drop; echo fresh > /data/drop/new; chown 7:9 /data/keep/1; \
        chmod 2750 /data/keep; echo changed > /usr/lib/hard
        """,
        """
        rm -rf /data/keep; ln -s drop /data/keep; mkfifo /srv/pipe; rm /usr/lib/x; mkdir /usr/lib/x; \
        touch '/srv/with space' /srv/$(printf 'caf\\303\\251'); chmod 1777 /srv
        """,
        """
        rm /lib; mkdir /lib; echo z > /lib/z; rm /srv/hard2; \
        echo long > /srv/$(for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do printf 0123456789; done)
        """,
    ]

    /// Writes the context of the build.
    static func writeContext(to directory: TemporaryDirectory, _ name: String) throws -> String {
        guard let busybox = Machine.path(of: "busybox") else { throw ChildProcess.NotInstalled(program: "busybox") }
        var dockerfile = "FROM scratch\nCOPY busybox /bin/busybox\n"
        for (number, step) in steps.enumerated() {
            try directory.write("\(name)/step\(number)", "set -eu\nPATH=/bin:/steps\n\(step)\n")
            dockerfile += "COPY step\(number) /steps/\(number)\n"
            dockerfile += #"RUN ["/bin/busybox", "sh", "/steps/\#(number)"]\#n"#
        }
        try directory.write("\(name)/Dockerfile", dockerfile + "CMD [\"/bin/sh\"]\n")
        try FileManager.default.copyItem(
            at: URL(fileURLWithPath: busybox).resolvingSymlinksInPath(),
            to: URL(fileURLWithPath: "\(directory.path)/\(name)/busybox")
        )
        return "\(directory.path)/\(name)"
    }
}
