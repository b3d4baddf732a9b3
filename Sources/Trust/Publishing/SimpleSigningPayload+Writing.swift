// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

extension SimpleSigningPayload {
    /// Writes a payload that cosign and containers/image both take in their strictest form.
    ///
    /// What is our own stands in `optional`, the one place where every reader allows it.
    static func bytes(
        dockerReference: String,
        digest: Digest,
        tag: Tag?,
        annotations: [String: String] = [:],
        creator: String,
        time: Timestamp
    ) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("critical") { json in
                json.member("identity") { $0.member("docker-reference", dockerReference) }
                json.member("image") { $0.member("docker-manifest-digest", digest.rawValue) }
                json.member("type", type)
            }
            json.member("optional") { json in
                json.member("creator", creator)
                if let tag { json.member(tagKey, tag.rawValue) }
                json.member("timestamp", time.seconds)
                for (key, value) in annotations.sorted(by: { $0.key < $1.key }) where !reserved.contains(key) {
                    json.member(key, value)
                }
            }
        }
        return json.bytes
    }

    /// The members that are written already; a key that stands twice would make the payload void.
    private static let reserved: Set<String> = ["creator", "timestamp", tagKey]
}
