// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import ImageDiff
import ImageReading
import OCIClient
import OCIModel

struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Tell which files, packages and settings differ between two images.",
        discussion: """
            EXAMPLES:
              holdfast diff debian:12.5 debian:12.6
              holdfast diff team/app@sha256:… team/app:1.0 --platform linux/amd64
              holdfast diff docker-archive:old.tar docker-archive:new.tar --all
              holdfast diff oci:./layout:1.0 127.0.0.1:5000/team/app:1.0 --format markdown

            Differences come by weight: what changes who may do what on top, then programs, then the rest. Moments of
            files are left out unless --strict is given. Ends with 0 for images with the same files and settings, with 1
            when they differ.
            """
    )

    @Argument(help: "The image before.", transform: ImageArgument.location)
    var old: ImageLocation

    @Argument(help: "The image after.", transform: ImageArgument.location)
    var new: ImageLocation

    @Flag(help: "Compare moments, groups of hard links and the making of the image as well.")
    var strict = false

    @Flag(help: "List every difference, also those of little weight and known noise.")
    var all = false

    @OptionGroup var platform: PlatformOption
    @OptionGroup var places: PlaceOptions

    @Option(help: "How to print the result: text, json, markdown or sarif.")
    var format: DiffFormat = .text

    @Flag(name: [.long, .short], help: "Print nothing but the result and errors.")
    var quiet = false

    func run() async throws {
        let volume: Console.Volume = quiet ? .quiet : .normal
        let console = Console(format: .text, volume: volume)
        let report = try await places.withAccess(to: [old, new]) { access in
            try await access.withSource(old) { oldSource in
                try await access.withSource(new) { newSource in
                    let before = try await OpenImage.open(old, in: oldSource, remark: console.remark)
                    let after = try await OpenImage.open(new, in: newSource, remark: console.remark)
                    return try await ProgressLine.showing("layer", volume: volume) { progress in
                        let mode: ComparisonMode = strict ? .strict : .semantic
                        return try await DiffReport.make(before, after, platform.platform, mode, progress)
                    }
                }
            }
        }
        switch format {
        case .text: try console.data(DiffText(report: report, scope: all ? .everything : .notable).text(console.style))
        case .json: try console.data(bytes: report.json)
        case .markdown: try console.data(DiffMarkdown(report: report).text)
        case .sarif: try console.data(bytes: DiffSARIF(report: report).json)
        }
        if report.isFinding { throw ExitStatus.finding }
    }
}

/// The forms that a comparison is printed in.
enum DiffFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
    case markdown
    case sarif
}
