// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What the types of artifacts are called by people.
enum ArtifactKind {
    /// The kind in words; the type itself where nobody has a word for it.
    static func words(_ type: String) -> String {
        kinds.first { type.hasPrefix($0.prefix) }?.words ?? type
    }

    private static let kinds: [(prefix: String, words: String)] = [
        ("application/vnd.dev.cosign.artifact.sig", "Signature (cosign)"),
        ("application/vnd.dev.cosign.simplesigning", "Signature (cosign)"),
        ("application/vnd.dev.sigstore.bundle", "Signature (sigstore)"),
        ("application/vnd.cncf.notary.signature", "Signature (Notary Project)"),
        ("application/spdx", "Bill of materials (SPDX)"),
        ("text/spdx", "Bill of materials (SPDX)"),
        ("application/vnd.cyclonedx", "Bill of materials (CycloneDX)"),
        ("application/vnd.in-toto", "Attestation (in-toto)"),
        ("application/vnd.dsse.envelope", "Attestation (signed)"),
        ("application/sarif", "Scan report (SARIF)"),
        ("application/vnd.cncf.helm", "Helm chart"),
        ("application/vnd.oci.image.config", "Artifact"),
        ("application/vnd.docker.container.image", "Artifact"),
    ]
}
