// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Signatures that were accepted by skopeo and the cosign library, with the key of ``KeyFixture``.
enum CosignFixture {
    /// The payload about an index.
    static let indexPayload = #"""
        {"critical":{"identity":{"docker-reference":"127.0.0.1:5055/team/vec:1.0"},"image":{"docker-manifest\#
        -digest":"sha256:827bd657303479532fc3508927e7c81fcd0455f4a289a51c7af58a95cb3fea4f"},"type":"cosign c\#
        ontainer image signature"},"optional":{"dev.holdfast.tag":"1.0","creator":"Holdfast test","timestamp\#
        ":1795208245}}
        """#

    /// The manifest under the companion tag of the index.
    static let indexSignatureManifest = #"""
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"a\#
        pplication/vnd.oci.image.config.v1+json","size":233,"digest":"sha256:2ee2463ca02ce8f2909a3b0fde5c877\#
        2797c3d90d4a0270c00f99404b3e584d2"},"layers":[{"mediaType":"application/vnd.dev.cosign.simplesigning\#
        .v1+json","size":314,"digest":"sha256:2473dce3b4935529b16cd3d83fc7f5f890d08d1e37668810998c0ce004bd07\#
        24","annotations":{"dev.cosignproject.cosign/signature":"MEUCIBH6snrENGi0WYFE0KkGTzbXRbKkHk2mokM0WPL\#
        nOonzAiEA43SnHfFhz7iT0P4Dmcbud6enaReMjEHdK/pCsbYHnlI="}}]}
        """#

    /// The bundle that cosign 3 reads.
    static let signBundle = #"""
        {"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"publicKey":{"h\#
        int":"I1RusHcnuUGuIGeEOH0oF83TaGOC5QYE2cBXmVcL7vs="}},"dsseEnvelope":{"payload":"eyJfdHlwZSI6Imh0dHB\#
        zOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEiLCJzdWJqZWN0IjpbeyJuYW1lIjoiMTI3LjAuMC4xOjUwNTUvdGVhbS92ZWMiLCJ\#
        kaWdlc3QiOnsic2hhMjU2IjoiODI3YmQ2NTczMDM0Nzk1MzJmYzM1MDg5MjdlN2M4MWZjZDA0NTVmNGEyODlhNTFjN2FmNThhOTV\#
        jYjNmZWE0ZiJ9LCJhbm5vdGF0aW9ucyI6eyJkZXYuaG9sZGZhc3QudGFnIjoiMS4wIn19XSwicHJlZGljYXRlVHlwZSI6Imh0dHB\#
        zOi8vc2lnc3RvcmUuZGV2L2Nvc2lnbi9zaWduL3YxIiwicHJlZGljYXRlIjp7fX0=","payloadType":"application/vnd.in\#
        -toto+json","signatures":[{"sig":"MEYCIQCVDqh8jxyFeLERNY7wr0RZZY6O84KIkZD2uKWm7cUjLQIhAK50urpISEVg6v\#
        d23LmlD4U/sBpx6WigrDFH3plhIcDW"}]}}
        """#

    /// The manifest that hangs it on the index.
    static let signManifest = #"""
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"a\#
        pplication/vnd.oci.empty.v1+json","size":2,"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc2\#
        1fe77e8310c060f61caaff8a"},"layers":[{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","s\#
        ize":735,"digest":"sha256:a85b9a261ce93b7d179894d399ccf606e9ef48366ed8464e0f8cc7757c80d7a6"}],"subje\#
        ct":{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"sha256:827bd657303479532fc35089\#
        27e7c81fcd0455f4a289a51c7af58a95cb3fea4f","size":289},"annotations":{"dev.sigstore.bundle.content":"\#
        dsse-envelope","dev.sigstore.bundle.predicateType":"https://sigstore.dev/cosign/sign/v1","org.openco\#
        ntainers.image.created":"2026-11-20T00:00:00Z"},"artifactType":"application/vnd.dev.sigstore.bundle.\#
        v0.3+json"}
        """#

    /// The bundle of the release.
    static let releaseBundle = #"""
        {"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"publicKey":{"h\#
        int":"I1RusHcnuUGuIGeEOH0oF83TaGOC5QYE2cBXmVcL7vs="}},"dsseEnvelope":{"payload":"eyJfdHlwZSI6Imh0dHB\#
        zOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEiLCJzdWJqZWN0IjpbeyJuYW1lIjoiMTI3LjAuMC4xOjUwNTUvdGVhbS92ZWMiLCJ\#
        kaWdlc3QiOnsic2hhMjU2IjoiODI3YmQ2NTczMDM0Nzk1MzJmYzM1MDg5MjdlN2M4MWZjZDA0NTVmNGEyODlhNTFjN2FmNThhOTV\#
        jYjNmZWE0ZiJ9LCJhbm5vdGF0aW9ucyI6eyJkZXYuaG9sZGZhc3QudGFnIjoiMS4wIn19XSwicHJlZGljYXRlVHlwZSI6Imh0dHB\#
        zOi8vaW4tdG90by5pby9hdHRlc3RhdGlvbi9yZWxlYXNlL3YwLjEiLCJwcmVkaWNhdGUiOnsicHVybCI6InBrZzpvY2kvdmVjQHN\#
        oYTI1NiUzQTgyN2JkNjU3MzAzNDc5NTMyZmMzNTA4OTI3ZTdjODFmY2QwNDU1ZjRhMjg5YTUxYzdhZjU4YTk1Y2IzZmVhNGY/cmV\#
        wb3NpdG9yeV91cmw9MTI3LjAuMC4xOjUwNTUvdGVhbS92ZWMmdGFnPTEuMCJ9fQ==","payloadType":"application/vnd.in\#
        -toto+json","signatures":[{"sig":"MEYCIQCJx84RFgPZZZ07NLR6xq+NBsExwfzO4Y9E8DDvYdy8WwIhAKdVBe2uFHtHH7\#
        hOBOCDZfXETgwjRn/woOLRn/gAJ/zE"}]}}
        """#

    /// The manifest that hangs it on the index.
    static let releaseManifest = #"""
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"a\#
        pplication/vnd.oci.empty.v1+json","size":2,"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc2\#
        1fe77e8310c060f61caaff8a"},"layers":[{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","s\#
        ize":935,"digest":"sha256:3a4c8efab6aa5e5fd06a816b22a4718923b7fa6641183e9510cc6d409c24fa80"}],"subje\#
        ct":{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"sha256:827bd657303479532fc35089\#
        27e7c81fcd0455f4a289a51c7af58a95cb3fea4f","size":289},"annotations":{"dev.sigstore.bundle.content":"\#
        dsse-envelope","dev.sigstore.bundle.predicateType":"https://in-toto.io/attestation/release/v0.1","or\#
        g.opencontainers.image.created":"2026-11-20T00:00:00Z"},"artifactType":"application/vnd.dev.sigstore\#
        .bundle.v0.3+json"}
        """#
}
