// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import ImageReading
import OCIClient
import OCIModel

struct Inspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show an image's passport: who made it, what is in it, what is bad about it.",
        discussion: """
            EXAMPLES:
              holdfast inspect debian:12
              holdfast inspect registry.example.com/team/app:1.0 --platform linux/arm64
              holdfast inspect docker-archive:image.tar --format json
              holdfast inspect nginx:1.27 --without-files

            All layers of one platform are read, to count packages, find the biggest files, and those that give rights.
            --without-files reads manifests and the configuration alone.
            """
    )

    @Argument(
        help: "The image: a reference, or oci:, oci-archive: or docker-archive: with a path.",
        transform: ImageArgument.location
    )
    var image: ImageLocation

    @Flag(help: "Do not read the layers.")
    var withoutFiles = false

    @OptionGroup var platform: PlatformOption
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        let passport = try await places.withAccess(to: [image]) { access in
            try await access.withSource(image) { source in
                let image = try await OpenImage.open(self.image, in: source, remark: console.remark)
                return try await ProgressLine.showing("layer", volume: output.volume) { progress in
                    try await Passport.issue(
                        for: image,
                        at: self.image,
                        platform: platform.platform,
                        files: withoutFiles ? .unread : .read,
                        progress: progress
                    )
                }
            }
        }
        switch output.format {
        case .json: try console.data(bytes: passport.json)
        case .text: try console.data(PassportText(passport: passport, now: console.now).text(console.style))
        }
    }
}
