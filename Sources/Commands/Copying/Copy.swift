// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import ImageReading
import OCIClient
import OCIModel

struct Copy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy an image as it is, with its signatures.",
        discussion: """
            EXAMPLES:
              holdfast copy debian:12 127.0.0.1:5000/mirror/debian:12
              holdfast copy 127.0.0.1:5000/team/app:1.0 oci:./layout:1.0
              holdfast copy oci-archive:app.tar registry.example.com/team/app:1.0
              holdfast copy debian:12 docker-archive:debian.tar:debian:12 --platform linux/amd64
              holdfast copy oci:./build registry.example.com/team/app:1.4.2 --annotate-source . --annotate-base debian:12

            All platforms are copied, every byte stays as it is, so the digest does too; referrers such as signatures and
            SBOMs come along. With --platform the image of that platform is copied alone. What the destination has is not
            sent again: run an interrupted copy once more and it goes on. Prints the destination with its digest; ends
            with 1 when the destination holds the change for approval.

            With --annotate and its kin the index or manifest gets annotations: new bytes, so a new digest. Images of an
            index, layers and configurations stay as they are; signatures of the old digest are left behind.
            """
    )

    @Argument(help: "The image.", transform: ImageArgument.location)
    var source: ImageLocation

    @Argument(
        help: "Where it goes; without a tag, the one of the source.",
        transform: ImageArgument.location
    )
    var destination: ImageLocation

    @Flag(help: "Leave signatures and other referrers behind.")
    var withoutReferrers = false

    @OptionGroup var annotations: AnnotationOptions
    @OptionGroup var platform: PlatformOption
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard annotations.isWanted else { return }
        if case .dockerArchive = destination {
            throw ValidationError(
                "Docker's archives keep no manifests, and so no annotations; write to oci-archive:FILE."
            )
        }
        if case .registry(let reference) = destination, reference.digest != nil {
            throw ValidationError(
                "With annotations the copy gets a digest of its own; leave that of the destination out."
            )
        }
    }

    func run() async throws {
        let console = output.console
        let locations = [source, destination] + annotations.locations
        let outcome = try await places.withAccess(to: locations) { access in
            let wanted = try await annotations.values(access)
            return try await access.withSource(source) { source in
                try await access.withDestination(destination) { target in
                    try await ProgressLine.showing("blob", volume: output.volume) { progress in
                        try await copy(
                            from: source,
                            to: target,
                            annotations: wanted,
                            progress: progress,
                            console: console
                        )
                    }
                }
            }
        }
        switch output.format {
        case .json: try console.data(bytes: outcome.json)
        case .text: try console.data(outcome.text)
        }
        try console.talk(outcome.summary)
        for remark in outcome.remarks { try console.complain(remark) }
        for note in outcome.report.notes { try console.complain(note) }
        for refused in outcome.report.refused { try console.complain("not taken: \(refused)") }
        if !outcome.report.refused.isEmpty { throw ExitStatus.finding }
    }

    private func copy(
        from place: any ImageSource,
        to target: any ImageDestination,
        annotations: [String: String],
        progress: TransferProgress,
        console: Console
    ) async throws -> CopyOutcome {
        let image = try await OpenImage.open(source, in: place, remark: console.remark)
        var root = ManifestReference.digest(image.digest)
        if let wish = platform.platform {
            root = .digest(try await image.variant(for: wish).manifest.digest)
        } else if case .dockerArchive = destination {
            root = .digest(try await image.variant(for: nil).manifest.digest)
        }
        if case .registry(let reference) = destination, let digest = reference.digest, root != .digest(digest) {
            throw CommandFailure(
                .usage,
                "\(source) is not the image that the destination names",
                cause: .own("it is \(root), not \(digest)"),
                advice: "Leave the digest of the destination out."
            )
        }
        let wanted = try await place.wantedReference(of: source)
        let tags = try destinationTags(wanted)
        var options = ImageCopy.Options()
        options.referrers = withoutReferrers ? .leftBehind : .copied
        options.companions = options.referrers
        options.annotations = annotations
        options.progress = progress
        let report = try await ImageCopy(source: place, destination: target, options: options).run(root, tags: tags)
        try await target.finish()
        return CopyOutcome(source: source, destination: destination, tags: tags, report: report)
    }

    /// The tags of the copy: the destination's own, else the source's; a destination with a digest alone gets none.
    private func destinationTags(_ wanted: ManifestReference) throws(CommandFailure) -> [String] {
        switch destination {
        case .registry(let reference):
            if let tag = reference.tag { return [tag.rawValue] }
            if reference.digest != nil { return [] }
            if case .registry(let from) = source, let tag = from.tag { return [tag.rawValue] }
            if case .tag(let tag) = wanted { return [tag.rawValue] }
            return []
        case .layout(_, let name), .ociArchive(_, let name):
            if let name { return [name] }
            if case .registry(let from) = source, let tag = from.tag { return [tag.rawValue] }
            return []
        case .dockerArchive(_, let name):
            if let name { return [name] }
            guard case .registry(var from) = source, from.tag != nil else { return [] }
            // Engines load an image under a whole reference, which has no digest there.
            from.digest = nil
            return [from.description]
        }
    }
}
