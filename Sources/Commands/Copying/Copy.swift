// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import ImageReading
import OCIClient
import OCIModel

struct Copy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy an image as it is, with its signatures.",
        discussion: """
            EXAMPLES:
              holdfast copy debian:12 127.0.0.1:5000/mirror/debian:12
              holdfast copy 127.0.0.1:5000/team/app:1.0 oci:./layout:1.0
              holdfast copy oci-archive:app.tar registry.example.com/team/app:1.0
              holdfast copy debian:12 docker-archive:debian.tar:debian:12 --platform linux/amd64

            All platforms are copied, every byte stays as it is, so the digest does too; referrers such as signatures and
            SBOMs come along. With --platform the image of that platform is copied alone. What the destination has is not
            sent again: run an interrupted copy once more and it goes on. Prints the destination with its digest; ends
            with 1 when the destination holds the change for approval.
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

    @OptionGroup var platform: PlatformOption
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        let outcome = try await places.withAccess(to: [source, destination]) { access in
            try await access.withSource(source) { source in
                try await access.withDestination(destination) { target in
                    try await ProgressLine.showing("blob", volume: output.volume) { progress in
                        try await copy(from: source, to: target, progress: progress, console: console)
                    }
                }
            }
        }
        switch output.format {
        case .json: try console.data(bytes: outcome.json)
        case .text: try console.data(outcome.text)
        }
        try console.talk(outcome.summary)
        for note in outcome.report.notes { try console.complain(note) }
        for refused in outcome.report.refused { try console.complain("not taken: \(refused)") }
        if !outcome.report.refused.isEmpty { throw ExitStatus.finding }
    }

    private func copy(
        from place: any ImageSource,
        to target: any ImageDestination,
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
