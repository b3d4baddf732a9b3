// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import RegistryDouble
import Testing

extension RegistryProcess {
    /// Runs a registry in front of another one, which it calls docker.io and takes for the one that mirrors mean.
    static func run(
        before upstream: String,
        settings: String = "",
        more: String = "",
        prepare: (RegistryProcess) async throws -> Void = { _ in },
        _ body: (RegistryProcess) async throws -> Void
    ) async throws {
        try await run(
            configuration: """
                upstreams:
                  docker.io: {url: "http://\(upstream)", revalidate: 1s\(settings)}
                default-upstream: docker.io
                \(more)
                """,
            prepare: prepare,
            body
        )
    }
}

extension FaultyRegistry {
    /// Puts an image with everything it points to into a repository, under a tag if one is given.
    func put(_ image: TestImage, in repository: String, as tag: String? = nil) {
        for blob in image.blobs { put(blob: blob, in: repository) }
        for child in image.children { put(child, in: repository) }
        put(manifest: image.manifest, type: image.mediaType, in: repository, as: tag)
    }
}

/// Docker's own image format of a busybox that says its version, so that every client can run it.
struct RunnableImage {
    let image: TestImage

    init(_ words: String) throws {
        guard let busybox = Machine.path(of: "busybox") else { throw ChildProcess.NotInstalled(program: "busybox") }
        let program = try Data(contentsOf: URL(fileURLWithPath: busybox).resolvingSymlinksInPath())
        let layer = TarArchive(["version": "\(words)\n"], programs: ["bin/busybox": program]).bytes
        image = try TestImage(layers: [layer], command: ["/bin/busybox", "cat", "/version"])
    }
}
