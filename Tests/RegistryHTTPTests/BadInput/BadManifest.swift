// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel

/// Bytes that are pushed as a manifest and are none.
struct BadManifest: Sendable, CustomStringConvertible {
    let description: String
    var type = MediaType.imageManifest
    /// What the error has to say, so that whoever made the bytes finds the place.
    let says: String
    private let make: @Sendable (Content) -> [UInt8]

    func bytes(_ image: Content) -> ByteBuffer { ByteBuffer(bytes: make(image)) }

    private init(
        _ description: String,
        type: MediaType = .imageManifest,
        says: String,
        _ make: @escaping @Sendable (Content) -> String
    ) {
        self.init(description, type: type, says: says, bytes: { Array(make($0).utf8) })
    }

    private init(
        _ description: String,
        type: MediaType = .imageManifest,
        says: String,
        bytes: @escaping @Sendable (Content) -> [UInt8]
    ) {
        self.description = description
        self.type = type
        self.says = says
        self.make = bytes
    }

    static let all = syntax + structure

    private static let syntax = [
        BadManifest("nothing", says: "JSON") { _ in "" },
        BadManifest("no JSON", says: "JSON") { _ in "manifest" },
        BadManifest("half a manifest", says: "JSON") { String($0.text.dropLast(5)) },
        BadManifest("two manifests", says: "JSON") { $0.text + $0.text },
        BadManifest("a comment", says: "JSON") { $0.text + "// comment" },
        BadManifest("a comma too many", says: "JSON") { $0.text.dropLast() + ",}" },
        BadManifest("NaN", says: "JSON") { member(#""x": NaN"#, of: $0) },
        BadManifest("a list", says: "object") { "[\($0.text)]" },
        BadManifest("a text", says: "object") { _ in #""manifest""# },
        BadManifest(
            "bytes that are not UTF-8",
            says: "JSON",
            bytes: { image in
                Array(#"{"x": ""#.utf8) + [0xff, 0xfe] + Array(#"","#.utf8) + Array(image.text.utf8.dropFirst())
            }
        ),
        BadManifest("a UTF-16 surrogate alone", says: "JSON") { member(#""x": "\ud800""#, of: $0) },
        BadManifest("a key twice", says: "JSON") { member(#""layers": []"#, of: $0) },
        BadManifest("a key twice by an escape", says: "JSON") { member(#""l\u0061yers": []"#, of: $0) },
        BadManifest("a key twice inside", says: "JSON") { member(#""x": {"a": 1, "a": 1}"#, of: $0) },
        BadManifest("100,000 lists in each other", says: "JSON") { image in
            let depth = 100_000
            return member(
                #""x": "# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth),
                of: image
            )
        },
        BadManifest("100,000 open objects", says: "JSON") { _ in String(repeating: #"{"a":"#, count: 100_000) },
    ]

    private static let structure = [
        BadManifest("an image that lists manifests", says: "manifests") { member(#""manifests": []"#, of: $0) },
        BadManifest("an index with layers", type: .imageIndex, says: "layers") { _ in
            #"{"schemaVersion": 2, "manifests": [], "layers": []}"#
        },
        BadManifest("an index with a config", type: .imageIndex, says: "config") { image in
            #"{"schemaVersion": 2, "manifests": [], "config": \#(image.descriptor())}"#
        },
        BadManifest("an index without manifests", type: .imageIndex, says: "manifests") { _ in
            #"{"schemaVersion": 2}"#
        },
        BadManifest("an image pushed as an index", type: .imageIndex, says: "mediaType") { $0.text },
        BadManifest("an image pushed as Docker's", type: .dockerManifest, says: "mediaType") { $0.text },
        BadManifest("schema 1", says: "schemaVersion") { _ in #"{"schemaVersion": 1, "name": "a", "tag": "b"}"# },
        BadManifest("no config", says: "config") { _ in #"{"schemaVersion": 2, "layers": []}"# },
        BadManifest("a digest that is none", says: "layers[0]") { _ in
            layers(#"{"mediaType": "x/y", "digest": "sha256:0", "size": 1}"#)
        },
        BadManifest("a path for a digest", says: "layers[0]") { _ in
            layers(#"{"mediaType": "x/y", "digest": "sha256:../../../etc/passwd", "size": 1}"#)
        },
        BadManifest("a negative size", says: "layers[0]") { _ in
            layers(#"{"mediaType": "x/y", "digest": "\#(Blob.empty.digest)", "size": -1}"#)
        },
        BadManifest("a size that is no number", says: "layers[0]") { _ in
            layers(#"{"mediaType": "x/y", "digest": "\#(Blob.empty.digest)", "size": "1"}"#)
        },
        BadManifest("a layer that is no object", says: "layers[0]") { _ in layers("1") },
        BadManifest("layers that are no list", says: "layers") { _ in
            #"{"schemaVersion": 2, "config": \#(config), "layers": {}}"#
        },
        BadManifest("annotations that are no texts", says: "annotations") {
            member(#""annotations": {"a": 1}"#, of: $0)
        },
        BadManifest("a subject that is no descriptor", says: "subject") { member(#""subject": "sha256:0""#, of: $0) },
    ]

    private static var config: String { Content.descriptor(Content.emptyType, .emptyObject) }

    private static func layers(_ layer: String) -> String {
        #"{"schemaVersion": 2, "config": \#(config), "layers": [\#(layer)]}"#
    }

    /// An image with one more member.
    private static func member(_ member: String, of image: Content) -> String {
        String(image.text.reversed().drop { $0 != "}" }.dropFirst().reversed()) + ", \(member)}"
    }
}

extension Content {
    fileprivate var text: String { String(buffer: bytes) }
}
