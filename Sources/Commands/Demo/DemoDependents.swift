// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The images of the demo that are built on its application.
enum DemoDependents {
    static let report = report(built: "2026-04-29T08:20:00Z")

    /// The same once more: a build that keeps everything but the moments of its files.
    static let reportBuiltAgain = report(built: "2026-05-22T08:20:00Z")

    static let site = site(script: "document.title = 'Site';\n", built: "2026-05-04T16:45:30Z")

    /// A build that was never meant for the release's tag.
    static let siteWithDebugging = site(
        script: "document.title = 'Site';\nconsole.log('state', window.state);\n",
        built: "2026-05-18T11:02:19Z"
    )

    private static let base = DemoImage.Base(name: "registry.example.com/team/tool:2.1.20", image: DemoTool.release)

    private static func report(built: String) -> DemoImage {
        var image = DemoImage(
            on: base,
            adding: [
                DemoLayer(
                    files: [
                        .script("opt/report/run.sh", "#!/bin/sh\nexec /opt/tool/bin/tool report --weekly\n"),
                        .text("opt/report/template.md", "# Weekly report\n\n{{ summary }}\n\n{{ table }}\n"),
                        .text("etc/report.yaml", "schedule: weekly\nrecipients: [team@example.com]\n"),
                    ],
                    step: "COPY report/ /opt/report # buildkit",
                    built: built
                )
            ],
            built: built
        )
        image.command = ["/opt/report/run.sh"]
        image.labels = [
            "org.opencontainers.image.source": "https://git.example.com/team/report",
            "org.opencontainers.image.title": "report",
            "org.opencontainers.image.version": "1.4",
        ]
        return image
    }

    private static func site(script: String, built: String) -> DemoImage {
        var image = DemoImage(
            on: base,
            adding: [
                DemoLayer(
                    files: [
                        .text(
                            "srv/site/index.html",
                            "<!doctype html>\n<title>Site</title>\n<script src=site.js></script>\n"
                        ),
                        .text("srv/site/site.js", script),
                        .text("srv/site/site.css", "body { font-family: sans-serif }\n"),
                    ],
                    step: "COPY public/ /srv/site # buildkit",
                    built: built
                )
            ],
            built: built
        )
        image.command = ["/opt/tool/bin/tool", "serve", "--root", "/srv/site"]
        image.labels = [
            "org.opencontainers.image.source": "https://git.example.com/team/site",
            "org.opencontainers.image.title": "site",
            "org.opencontainers.image.version": "3.2",
        ]
        return image
    }
}
