// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Trust

/// What podman and skopeo would say to a payload, what is counted here, and what it binds.
@Suite struct SimpleSigningPayloadTests {
    static let hex = String(repeating: "ab", count: 32)
    static let image = "registry.example.com/team/app:1.0"

    static func payload(
        reference: String = image,
        digest: String = "sha256:\(hex)",
        type: String = "cosign container image signature",
        critical: String = "",
        rest: String = #","optional":null"#
    ) -> String {
        #"{"critical":{"identity":{"docker-reference":"\#(reference)"},"#
            + #""image":{"docker-manifest-digest":"\#(digest)"},"type":"\#(type)"\#(critical)}\#(rest)}"#
    }

    struct Case: Sendable, CustomStringConvertible {
        let description: String
        let payload: String
        let podman: Bool
        let counted: Bool
        var tag: String?

        init(_ description: String, _ payload: String, podman: Bool, counted: Bool, tag: String? = nil) {
            self.description = description
            self.payload = payload
            self.podman = podman
            self.counted = counted
            self.tag = tag
        }
    }

    static let cases: [Case] = [
        Case("optional null", payload(), podman: true, counted: true, tag: "1.0"),
        Case("optional empty", payload(rest: #","optional":{}"#), podman: true, counted: true, tag: "1.0"),
        Case(
            "more in optional",
            payload(rest: #","optional":{"a":{"b":[1]},"creator":"x","timestamp":7}"#),
            podman: true,
            counted: true,
            tag: "1.0"
        ),
        Case("optional missing", payload(rest: ""), podman: false, counted: true, tag: "1.0"),
        Case("optional a list", payload(rest: #","optional":[]"#), podman: false, counted: true, tag: "1.0"),
        Case("more at the top", payload(rest: #","optional":null,"a":1"#), podman: false, counted: true, tag: "1.0"),
        Case("more in critical", payload(critical: #","a":1"#), podman: false, counted: false),
        Case("a key twice", payload(rest: #","optional":null,"optional":null"#), podman: false, counted: false),
        Case("a key twice in critical", payload(critical: #","type":"x""#), podman: false, counted: false),
        Case(
            "a key twice in optional",
            payload(rest: #","optional":{"a":1,"a":2}"#),
            podman: false,
            counted: false
        ),
        Case(
            "a timestamp with a fraction",
            payload(rest: #","optional":{"timestamp":1.5}"#),
            podman: false,
            counted: true,
            tag: "1.0"
        ),
        Case(
            "a creator that is a number",
            payload(rest: #","optional":{"creator":1}"#),
            podman: false,
            counted: true,
            tag: "1.0"
        ),
        Case(
            "blanks and lines",
            " \n" + payload(rest: " ,\n\t\"optional\" : null ") + "\n",
            podman: true,
            counted: true,
            tag: "1.0"
        ),
        Case("bytes after the end", payload() + "x", podman: false, counted: false),
        Case(
            "another type",
            payload(type: "atomic container image signature"),
            podman: false,
            counted: false
        ),
        Case(
            "tag and digest",
            payload(reference: "\(image)@sha256:\(hex)"),
            podman: false,
            counted: true,
            tag: "1.0"
        ),
        Case(
            "the repository alone",
            payload(reference: "registry.example.com/team/app"),
            podman: false,
            counted: true
        ),
        Case(
            "the tag in optional alone",
            payload(reference: "registry.example.com/team/app", rest: #","optional":{"dev.holdfast.tag":"1.0"}"#),
            podman: false,
            counted: true,
            tag: "1.0"
        ),
        Case("a tag that is none", payload(rest: #","optional":{"dev.holdfast.tag":""}"#), podman: true, counted: true),
        Case(
            "two tags",
            payload(rest: #","optional":{"dev.holdfast.tag":"2.0"}"#),
            podman: true,
            counted: true
        ),
        Case(
            "another tag",
            payload(reference: "registry.example.com/team/app:2.0"),
            podman: false,
            counted: true,
            tag: "2.0"
        ),
        Case("no reference", payload(reference: "a b"), podman: false, counted: true),
        Case("no digest", payload(digest: "sha256:ab"), podman: false, counted: false),
        Case(
            "another digest in the reference",
            payload(reference: "\(image)@sha256:\(String(hex.reversed()))"),
            podman: false,
            counted: true
        ),
        Case("not an object", "[]", podman: false, counted: false),
        Case("empty", "", podman: false, counted: false),
    ]

    @Test(arguments: cases)
    func knowsWhatPodmanWouldSay(_ example: Case) {
        let faults = SimpleSigningPayload.strictFaults(Array(example.payload.utf8), pulledAs: Self.image)
        #expect(faults.isEmpty == example.podman, "\(faults)")
    }

    @Test(arguments: cases)
    func countsWhatIsClear(_ example: Case) {
        let payload = try? SimpleSigningPayload(Array(example.payload.utf8))
        #expect((payload != nil) == example.counted)
        #expect(payload?.reference?.tag == example.tag)
        if let payload { #expect(payload.digest.hex == Self.hex) }
    }

    @Test func ofALongPayloadNothingIsRead() {
        let long = String(repeating: " ", count: 65_536) + Self.payload()
        #expect(throws: SignatureError.payload("it is longer than 64 KiB")) {
            try SimpleSigningPayload(Array(long.utf8))
        }
        #expect(!SimpleSigningPayload.strictFaults(Array(long.utf8), pulledAs: Self.image).isEmpty)
    }
}
