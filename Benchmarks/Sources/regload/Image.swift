// SPDX-License-Identifier: Apache-2.0

/// A small image of three random layers; its blobs are like no other image's.
struct Image: Sendable {
    /// A blob with its digest.
    struct Blob: Sendable {
        let digest: String
        let bytes: [UInt8]

        init(_ bytes: [UInt8]) {
            self.digest = SHA256.digest(of: bytes)
            self.bytes = bytes
        }
    }

    static let manifestType = "application/vnd.oci.image.manifest.v1+json"

    /// The layers, then the configuration.
    let blobs: [Blob]
    let manifest: [UInt8]

    /// Creates an image of three layers of 4 KiB.
    init() {
        var generator = SystemRandomNumberGenerator()
        var layers: [Blob] = []
        for _ in 0..<3 {
            layers.append(Blob((0..<512).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }))
        }
        let identities = layers.map { "\"\($0.digest)\"" }.joined(separator: ",")
        let configurationText = """
            {"architecture":"amd64","os":"linux","config":{"Cmd":["/bin/true"]},\
            "rootfs":{"type":"layers","diff_ids":[\(identities)]}}
            """
        let configuration = Blob(Array(configurationText.utf8))
        let descriptors = layers.map { Self.descriptor("application/vnd.oci.image.layer.v1.tar", $0) }
        let manifestText = """
            {"schemaVersion":2,"mediaType":"\(Self.manifestType)",\
            "config":\(Self.descriptor("application/vnd.oci.image.config.v1+json", configuration)),\
            "layers":[\(descriptors.joined(separator: ","))]}
            """
        manifest = Array(manifestText.utf8)
        blobs = layers + [configuration]
    }

    private static func descriptor(_ type: String, _ blob: Blob) -> String {
        """
        {"mediaType":"\(type)","digest":"\(blob.digest)","size":\(blob.bytes.count)}
        """
    }
}
