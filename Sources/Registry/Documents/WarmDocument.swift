// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
public import Storage

/// The `holdfast.warm/1` document about one image.
public struct WarmDocument {
    private let request: WarmRequest
    private let progress: WarmProgress
    private let hold: (id: Int64, state: HoldRecord.State?, url: String)?

    /// Creates the document of an image that is here or on its way.
    public init(_ request: WarmRequest, _ progress: WarmProgress) {
        self.request = request
        self.progress = progress
        self.hold = nil
    }

    /// Creates the document of an image that is not let in before somebody decides, or since somebody rejected it.
    ///
    /// - Parameters:
    ///   - request: What was asked for.
    ///   - hold: The hold's number.
    ///   - state: What became of the hold; nil when that is not known.
    ///   - url: Where it can be decided.
    public init(_ request: WarmRequest, heldBy hold: Int64, _ state: HoldRecord.State?, at url: String) {
        self.request = request
        self.progress = WarmProgress()
        self.hold = (hold, state, url)
    }

    /// The document as JSON: `bytes` and `fetched` are what was fetched now.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.warm/1")
            json.member("reference", request.reference)
            json.member("digest", progress.digest?.rawValue)
            json.member("manifests", Int64(progress.manifests))
            json.member("blobs", Int64(progress.blobs))
            json.member("fetched", Int64(progress.fetchedBlobs))
            json.member("bytes", progress.fetchedBytes)
            json.member("complete", progress.isComplete)
            if let hold {
                json.member("hold", hold.id)
                json.member("state", hold.state?.rawValue)
                json.member("url", hold.url)
            }
            json.member("progress") { json in
                json.member("blobs", Int64(progress.presentBlobs))
                json.member("bytes", progress.presentBytes)
                json.member("totalBytes", progress.bytes)
            }
        }
        return json.bytes
    }
}
