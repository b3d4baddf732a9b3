// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIClient
import OCIModel

struct Resolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell which digest a reference means now.",
        discussion: """
            EXAMPLES:
              holdfast resolve debian:12 nginx:1.27
              holdfast resolve registry.example.com/team/app:1.0 --platform linux/arm64
              podman pull $(holdfast resolve debian:12)

            Prints repository:tag@digest, one a line: the digest of the index, so that it holds for every platform. With
            --platform it is the digest of that platform's image. Ends with 1 when a tag means something else than the
            digest written beside it, with 7 when some references could not be resolved.
            """
    )

    @Argument(help: "The references.", transform: ImageArgument.location)
    var images: [ImageLocation]

    @OptionGroup var platform: PlatformOption
    @OptionGroup var places: PlaceOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        var resolved: [Resolution] = []
        var failures: [(image: ImageLocation, failure: CommandFailure)] = []
        try await places.withAccess(to: images) { access in
            for image in images {
                do {
                    resolved.append(
                        try await access.withSource(image) { source in
                            try await Resolution.find(image, in: source, platform: platform.platform)
                        }
                    )
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
}
