// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A platform in the spelling that makes equal ones equal: `arm64/v8` is `arm64`, `arm` is `arm/v7`.
struct NormalPlatform: Hashable, Comparable {
    let os: String
    let architecture: String
    let variant: String

    init(_ platform: Platform) {
        let (architecture, implied) = Self.architecture(platform.architecture.lowercased())
        let variant = platform.variant.map { $0.lowercased() } ?? implied
        self.os = platform.os.lowercased()
        self.architecture = architecture
        switch (architecture, variant) {
        case ("arm64", "v8"), ("arm64", "8"), ("amd64", "v1"): self.variant = ""
        case ("arm", ""), ("arm", "7"): self.variant = "v7"
        case ("arm", "5"), ("arm", "6"), ("arm", "8"): self.variant = "v\(variant)"
        default: self.variant = variant
        }
    }

    /// Tells whether it names a platform at all.
    var isKnown: Bool { !os.isEmpty && os != "unknown" && !architecture.isEmpty && architecture != "unknown" }

    /// The platform as `os/architecture[/variant]`.
    var description: String {
        guard isKnown else { return "unknown" }
        return "\(os)/\(architecture)" + (variant.isEmpty ? "" : "/\(variant)")
    }

    static func < (left: NormalPlatform, right: NormalPlatform) -> Bool {
        (left.os, left.architecture, left.variant) < (right.os, right.architecture, right.variant)
    }

    /// The name Go gives an architecture, and the variant that its other name implies.
    private static func architecture(_ name: String) -> (String, String) {
        switch name {
        case "x86_64", "x86-64": ("amd64", "")
        case "i386", "i486", "i586", "i686": ("386", "")
        case "aarch64": ("arm64", "")
        case "armhf": ("arm", "v7")
        case "armel": ("arm", "v6")
        default: (name, "")
        }
    }
}
