// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import NIOHTTP1
public import OCIModel

/// What became of a manifest that was to be written only if its tag is still what it was.
public enum ConditionalWrite: Hashable, Sendable {
    /// The tag means it.
    case written
    /// The tag means something else than the caller knows; nothing was written.
    case overtaken
}

extension RegistryDestination {
    /// Writes a manifest under a tag, if the tag still means what the caller read.
    ///
    /// A registry that knows no conditions writes in any case. So whoever must not take away what another wrote reads the
    /// tag again afterwards.
    ///
    /// - Parameters:
    ///   - manifest: The manifest; its bytes go as they are.
    ///   - tag: The tag that is to mean it.
    ///   - current: What the tag means as far as the caller knows; nil when it means nothing.
    /// - Returns: Whether it was written.
    /// - Throws: ``ClientError/Code/refused`` with the registry's words when a rule holds or denies the change.
    public func write(
        _ manifest: FetchedManifest,
        tag: Tag,
        replacing current: Digest?
    ) async throws -> ConditionalWrite {
        var headers: HTTPHeaders = ["Content-Type": manifest.manifest.mediaType.rawValue]
        if let current {
            headers.add(name: "If-Match", value: "\"\(current)\"")
        } else {
            headers.add(name: "If-None-Match", value: "*")
        }
        let request = RegistryRequest(
            method: .PUT,
            url: try repository.url("manifests/\(tag)"),
            headers: headers,
            body: .bytes(ByteBuffer(bytes: manifest.manifest.bytes)),
            purpose: "write the manifest \(repository.describe(.tag(tag)))"
        )
        let answer = try await repository.send(request, repository.pushing, expecting: [200, 201, 202, 204, 412])
        return answer.status == 412 ? .overtaken : .written
    }
}
