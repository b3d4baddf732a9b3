// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ArgumentParser
import ImageDiff
import ImageReading
import OCIClient
import OCIModel

struct Files: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "files",
        abstract: "List the files of an image as a container sees them.",
        discussion: """
            EXAMPLES:
              holdfast files debian:12
              holdfast files registry.example.com/team/app:1.0 /etc /usr/bin
              holdfast files oci:./layout:1.0 --platform linux/arm64
              holdfast files docker-archive:image.tar --format json

            A line is: mode, user, group, size, SHA-256 of the content, path, and the target of a link. Layers are put on
            top of each other by the rules of the image specification; where they leave room for two readings, the error
            stream says so, and JSON lists it under "ambiguities".
            """
    )

    @Argument(
        help: "The image: a reference, or oci:, oci-archive: or docker-archive: with a path.",
        transform: ImageArgument.location
    )
    var image: ImageLocation

    @Argument(help: "Show these paths and what lies below them alone.")
    var paths: [String] = []

    @OptionGroup var platform: PlatformOption
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        let listing = try await places.withAccess(to: [image]) { access in
            try await access.withSource(image) { source in
                let image = try await OpenImage.open(image, in: source, remark: console.remark)
                let variant = try await image.variant(for: platform.platform)
                let layers = try variant.layers()
                let reading = try await ProgressLine.showing("layer", volume: output.volume) { progress in
                    var reading = LayerReading(progress: progress)
                    try await reading.read(layers, from: source)
                    return reading
                }
                return FileListing(
                    reference: image.name,
                    digest: variant.manifest.digest,
                    tree: try reading.tree(of: layers),
                    paths: paths
                )
            }
        }
        guard !listing.files.isEmpty || paths.isEmpty else {
            throw CommandFailure(.finding, "\(image) has nothing at \(paths.joined(separator: ", "))")
        }
        switch output.format {
        case .json: try console.data(bytes: listing.json)
        case .text: try console.data(bytes: listing.text)
        }
        try console.talk(listing.ambiguities)
    }
}
