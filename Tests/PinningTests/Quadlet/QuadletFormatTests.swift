// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct QuadletFormatTests {
    private static let properties = FormatProperties(format: QuadletFormat())
    private static let escaped = "the text is written with escapes or over several lines"
    private static let variables = "systemd replaces its variables where the unit runs"

    private static let units: [(String, [String])] = [
        ("[Container]\nImage=quay.io/a/b:1\n", ["image quay.io/a/b:1 = quay.io/a/b:1"]),
        ("\u{feff}# x\r\n\r\n[Container]\r\n  Image = nginx:1.25  \r\n", ["image nginx:1.25 = nginx:1.25"]),
        ("[Container]\nImage=a:1\nImage=b:2", ["image b:2 = b:2"]),
        ("[Container]\nImage=a:1\nImage=\n", []),
        ("[Container]\nImage=\"a:1\"\n", ["image a:1 = a:1"]),
        ("[Container]\nImage=docker://a:1\n", ["image a:1 = a:1"]),
        ("[Container]\nImage=\\\n  a:1\n", ["image a:1 = a:1"]),
        ("[Container]\nImage=a:\\\n# x\n1\n", ["image a:\\\n# x\n1 = a:1 lock: \(escaped)"]),
        ("[Container]\nImage=web.image\n", []), ("[Container]\nImage=web.build\n", []),
        ("[Container]\nImage=oci:/srv/x\n", []), ("[Container]\nRootfs=/srv\n", []),
        ("[Container]\nImage=a:%i\n", ["image a:%i = ? lock: \(variables)"]),
        ("[Container]\nImage=a:${TAG}\n", ["image a:${TAG} = ? lock: \(variables)"]),
        (
            "[Image]\nImage=a:1\n[Service]\nImage=b:1\n[Volume]\nImage=c:1\n",
            ["image a:1 = a:1", "volume-image c:1 = c:1"]
        ),
        ("[Container]\n;Image=a:1\n#Image=b\n", []),
        (
            "[Container]\nMount=type=image,source=a:1,destination=/x\nImage=b\nMount=type=bind,source=c\n",
            ["volume-image a:1 = a:1", "image b = b"]
        ),
        (
            "[Container]\nMount=type=image,\\\n  src=a:1\nMount=\nMount=type=image,\\\n \"source=b:1\"\n",
            ["volume-image b:1 = b:1"]
        ),
        ("[Pod]\nPodName=x\n", []), ("", []),
    ]

    @Test(arguments: units) func findsImages(text: String, expected: [String]) throws {
        #expect(try Self.properties.listing(text) == expected)
    }

    @Test(arguments: ["Image=a\n", "[Container]\nImage\n", "[Container\nImage=a\n", "[Container]\n=a\n"])
    func refusesWhatIsNoUnit(text: String) throws {
        let error = try #require(throws: PinningError.self) { _ = try Self.properties.listing(text) }
        #expect(error.code == .malformed)
    }

    @Test func theStructureIsWhatTheFileSays() throws {
        let text = "# x\n[Container]\nImage = a:\\\n 1\nExec=\n"
        let elements = try QuadletFormat().structure(of: SourceText(path: "f", bytes: Array(text.utf8)))
        #expect(
            elements.map { "\($0.kind) \($0.value)" } == [
                "section Container", "key Image", "value a:1", "key Exec", "value ",
            ]
        )
    }

    private static let files = [
        "[Container]\nImage=a:1\nMount=type=image,source=b:1\n", "[Volume]\r\nImage = \"a:1\" \r\n",
        "[Image]\nImage=\\\n  docker://c\n[Container]\nImage=x:%i\n",
    ]

    @Test(arguments: files) func aDigestGoesInAndOutWithoutATrace(text: String) throws {
        try Self.properties.check(Array(text.utf8), asked: true)
    }

    @Test(arguments: 0..<3) func mutatedFilesAreRefusedOrKeepThePromise(seed: UInt64) throws {
        try Self.properties.checkMutations(
            of: Self.files,
            alphabet: "[]=\\\n\r #;\"%$,aé@:",
            pieces: [
                "Image=x", "\\\n", "[Container]\n", "Mount=type=image,source=", "@sha256:", ".image", "docker://",
            ],
            seed: seed
        )
    }
}
