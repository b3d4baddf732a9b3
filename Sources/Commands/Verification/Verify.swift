// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import ImageReading
import OCIClient
import OCIModel

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check that an image, or what runs of it, is what its digest says.",
        discussion: """
            EXAMPLES:
              holdfast verify team/app:1.0 --content
              holdfast verify docker.io/library/debian:12 --content
              holdfast verify team/app:1.0 --rootfs /mnt/app
              holdfast verify team/app:1.0 --container web

            --content reads every byte of the image, all platforms, and hashes it again: manifests, blobs, and the
            uncompressed layers. It ends with 6 and names what is wrong.
            --rootfs compares a directory, such as the one that `podman mount` prints, with the files the image must
            have; --container asks the engine for the root of a running container. Ends with 1 when they differ.
            """
    )

    @Argument(help: "The image; without a host, on the server of --server.", transform: ImageArgument.location)
    var image: ImageLocation

    @Flag(help: "Read every byte of the image and hash it again.")
    var content = false

    @Option(help: ArgumentHelp("Compare the files below this directory with the image.", valueName: "directory"))
    var rootfs: String?

    @Option(help: ArgumentHelp("Compare the files of this container with the image.", valueName: "id"))
    var container: String?

    @Option(
        help: ArgumentHelp("The engine's socket. Else DOCKER_HOST, else docker's or podman's own.", valueName: "path")
    )
    var engine: String?

    @OptionGroup var platform: PlatformOption
    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard content || rootfs != nil || container != nil else {
            throw ValidationError("Say what to check: --content, --rootfs or --container.")
        }
        guard rootfs == nil || container == nil else {
            throw ValidationError("--rootfs and --container both name a tree; give one of them.")
        }
    }

    func run() async throws {
        let console = output.console
        let location = try server.located(image)
        let outcome = try await ImageAccess.withAccess(try server.placeSettings(login)) { access in
            try await access.withSource(location) { source in
                let image = try await OpenImage.open(location, in: source, remark: console.remark)
                return try await ProgressLine.showing("blob", volume: output.volume) { progress in
                    try await report(on: image, progress: progress)
                }
            }
        }
        switch output.format {
        case .json: try console.data(bytes: outcome.json)
        case .text: try console.data(outcome.text(style: console.style))
        }
        if let status = outcome.status { throw status }
    }

    private func report(on image: OpenImage, progress: TransferProgress) async throws -> VerificationReport {
        var report = VerificationReport(reference: image.name, digest: image.digest)
        if content {
            var check = ContentCheck(source: image.source, progress: progress)
            try await check.run(image.root)
            report.content = check
        }
        if rootfs != nil || container != nil { report.tree = try await tree(of: image, progress: progress) }
        return report
    }

    private func tree(of image: OpenImage, progress: TransferProgress) async throws -> TreeCheck {
        let surroundings = Surroundings.current
        if let rootfs {
            let variant = try await image.variant(for: platform.platform)
            let path = surroundings.absolute(rootfs)
            return try await TreeCheck.run(variant, in: image.source, directory: path, progress: progress)
        }
        let engine = try ContainerEngine(socket: engine, surroundings: surroundings)
        let container = try await engine.container(container ?? "")
        // The container runs one platform's image: the one whose configuration it was made from.
        let variants = try await image.variants(platform.platform)
        let isMadeFrom: (ImageVariant) -> Bool = { variant in
            let own = [variant.manifest.manifest.config?.digest.rawValue, variant.manifest.digest.rawValue]
            // Some engines name the index, from which they took the image for this machine.
            let isByIndex = image.digest.rawValue == container.image && variant.platform.isThisMachine
            return own.contains(container.image) || isByIndex
        }
        let exact = variants.first(where: isMadeFrom)
        guard let variant = exact ?? variants.first(where: { $0.platform.isThisMachine }) ?? variants.first else {
            throw CommandFailure(.registry, "\(image.name) lists no images")
        }
        var check = try await TreeCheck.run(variant, in: image.source, directory: container.root, progress: progress)
        if exact == nil { check.otherImage = container.image }
        return check
    }
}
