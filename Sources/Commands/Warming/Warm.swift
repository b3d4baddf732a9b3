// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct Warm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "warm",
        abstract: "Have the server fetch images from its upstreams before somebody pulls them.",
        discussion: """
            EXAMPLES:
              holdfast warm nginx:1.27 quay.io/prometheus/prometheus:v3.1.0
              holdfast warm holdfast.lock                    what a lock names, by its digests
              holdfast warm .                                every reference of a tree, by its lock if it has one
              holdfast warm nginx:1.27 --platform linux/arm64 --platform linux/amd64
              holdfast warm docker.io/library/nginx@sha256:9c1f… --all-platforms

            The server pulls as a client would: by its rules, into its history; what a rule holds is held. It is the server of
            --server, HOLDFAST_SERVER or http://127.0.0.1:5000, and it stands in front of the registries that references name;
            without a host that is docker.io. Of an index the images for this machine's processor are fetched, with their
            attestations, unless a platform is named here or in the file. What is there is not fetched again.
            Ends with 1 when something is held or rejected, with 7 when some images could not be fetched or files read.
            """
    )

    @Argument(help: "References, and files and directories that have some.", completion: .file())
    var targets: [String]

    @Option(
        help: ArgumentHelp("Fetch the image for this platform. Can be repeated.", valueName: "os/arch[/variant]"),
        transform: Warm.platform
    )
    var platform: [Platform] = []

    @Flag(help: "Fetch the images for all platforms.")
    var allPlatforms = false

    @OptionGroup var tree: TreeOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !targets.isEmpty, !targets.contains("") else {
            throw ValidationError("Name an image, or a file that names some.")
        }
        guard platform.isEmpty || !allPlatforms else {
            throw ValidationError("Give --platform or --all-platforms, not both.")
        }
    }

    func run() async throws {
        let console = output.console
        let wanted = try WarmTargets(targets, tree, choice, tellingOn: console)
        if wanted.images.isEmpty { try console.talk("No file names an image.") }
        let outcomes = try await server.withClient(login: login) { client in
            try await WarmRun(client: client, volume: output.volume).fetch(wanted.images)
        }
        let report = WarmReport(outcomes)
        switch console.format {
        case .json: try console.data(report.json.text)
        case .text:
            for line in report.lines { try console.data(line) }
        }
        for failure in report.failures {
            for line in failure.text(style: console.style).split(separator: "\n") { try console.complain(String(line)) }
        }
        if let status = report.status(hasUnread: wanted.hasUnread) { throw status }
    }
}

extension Warm {
    private var choice: WarmTargets.Platforms {
        if allPlatforms { return .all }
        return platform.isEmpty ? .usual : .these(Set(platform))
    }

    @Sendable private static func platform(_ text: String) throws -> Platform {
        guard let platform = Platform(text) else {
            throw ValidationError("\"\(VisibleText.line(text))\" is not a platform; write it like linux/arm64/v8.")
        }
        return platform
    }
}
