// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIClient
import OCIModel

struct Resolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Tell which digest a reference means now, or meant.",
        discussion: """
            EXAMPLES:
              holdfast resolve debian:12 nginx:1.27
              holdfast resolve registry.example.com/team/app:1.0 --platform linux/arm64
              podman pull $(holdfast resolve debian:12)
              holdfast resolve 127.0.0.1:5000/team/app:live --as-of 2026-11-01T10:00
              holdfast resolve 127.0.0.1:5000/docker.io/library/debian:12 --min-age 7d

            Prints repository:tag@digest, one a line: the digest of the index, so that it holds for every platform. With
            --platform it is the digest of that platform's image. Ends with 1 when a tag means something else than the
            digest written beside it, with 7 when some references could not be resolved.

            --as-of and --min-age go by the history that the registry keeps of its tags, and by its clock; what images say
            of their age counts for nothing. A Holdfast keeps such a history, also of the registries it stands in front of.
            """
    )

    @Argument(help: "The references.", transform: ImageArgument.location)
    var images: [ImageLocation]

    @Option(
        help: ArgumentHelp("What the tags meant then; 7d is a week ago.", valueName: "time"),
        transform: MomentArgument.read
    )
    var asOf: MomentArgument?

    @Option(
        help: ArgumentHelp("The newest that the tags have meant since at least so long.", valueName: "span"),
        transform: DurationArgument.init(parsing:)
    )
    var minAge: DurationArgument?

    @OptionGroup var platform: PlatformOption
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard asOf == nil || minAge == nil else { throw ValidationError("Give one of --as-of and --min-age.") }
    }

    func run() async throws {
        let console = output.console
        let past = past
        var resolved: [Resolution] = []
        var failures: [(image: ImageLocation, failure: CommandFailure)] = []
        try await places.withAccess(to: images) { access in
            let history = access.history(floor: DigestResolver.standardFloor)
            for image in images {
                do {
                    resolved.append(try await resolve(image, at: past, history, access))
                } catch let error as any FailureConvertible {
                    failures.append((image, error.failure))
                    guard images.count > 1 else { continue }
                    for line in error.failure.text(style: .plain).split(separator: "\n") {
                        try console.complain(String(line))
                    }
                }
            }
        }
        if images.count == 1, let failure = failures.first?.failure { throw failure }
        switch output.format {
        case .json: try console.data(bytes: Resolution.json(resolved, failures))
        case .text: if !resolved.isEmpty { try console.data(resolved.map(\.text).joined(separator: "\n")) }
        }
        for remark in resolved.compactMap(\.remark) { try console.complain(remark) }
        if let failure = failures.first?.failure {
            if failures.contains(where: { $0.failure.status == .integrity }) { throw ExitStatus.integrity }
            throw resolved.isEmpty ? failure.status : ExitStatus.partial
        }
        if resolved.contains(where: { $0.remark != nil }) { throw ExitStatus.finding }
    }

    private func resolve(
        _ image: ImageLocation,
        at past: PastMoment?,
        _ history: TagHistoryReading,
        _ access: ImageAccess
    ) async throws -> Resolution {
        if let past {
            return try await Resolution.find(image, at: past, history, access, platform: platform.platform)
        }
        return try await access.withSource(image) { source in
            try await Resolution.find(image, in: source, platform: platform.platform)
        }
    }

    /// The moment that is asked about; nil for now.
    private var past: PastMoment? {
        switch asOf {
        case .moment(let moment): .moment(moment)
        case .ago(let span): .ago(span)
        case nil: minAge.map { .settled($0.duration) }
        }
    }
}
