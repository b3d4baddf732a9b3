// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The operating system and processor an image is for.
public struct Platform: Hashable, Sendable {
    /// The operating system, such as `linux`.
    public var os: String
    /// The processor architecture in Go's words, such as `amd64`.
    public var architecture: String
    /// The variant of the architecture, such as `v8`.
    public var variant: String?

    /// Creates a platform.
    public init(os: String, architecture: String, variant: String? = nil) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
    }

    init?(json: JSONValue, at path: String) throws(ManifestError) {
        if case .null = json { return nil }
        let object = try Manifest.object(json, at: path)
        self.os = try Manifest.string(object["os"], at: "\(path).os") ?? ""
        self.architecture = try Manifest.string(object["architecture"], at: "\(path).architecture") ?? ""
        self.variant = try Manifest.string(object["variant"], at: "\(path).variant")
    }
}

extension Platform: CustomStringConvertible {
    /// The platform as `os/architecture[/variant]`.
    public var description: String { "\(os)/\(architecture)" + (variant.map { "/\($0)" } ?? "") }
}
