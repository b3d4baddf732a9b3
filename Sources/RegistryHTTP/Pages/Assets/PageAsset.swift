// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OCIModel

/// A file that pages load: the style sheet, the script, the icon.
struct PageAsset: Sendable {
    let name: String
    let type: String
    let bytes: ByteBuffer
    /// What changes with the content, so that browsers may keep the file for ever.
    let version: String

    private init(_ name: String, type: String, _ pieces: [StaticString]) {
        var bytes = ByteBuffer()
        for piece in pieces { bytes.writeStaticString(piece) }
        self.name = name
        self.type = type
        self.version = String(Hexadecimal.encode(Array(SHA256.hash(data: Array(bytes.readableBytesView)))).prefix(16))
        self.bytes = bytes
    }

    static let style = PageAsset("style.css", type: "text/css; charset=utf-8", Stylesheet.pieces)
    static let script = PageAsset("holdfast.js", type: "text/javascript; charset=utf-8", [PageScript.text])
    static let icon = PageAsset("icon.svg", type: "image/svg+xml", [PageIcon.drawing])

    private static let all = [style, script, icon]

    /// Answers a request for an asset.
    ///
    /// - Throws: ``APIError`` with 404 or 405.
    static func response(_ name: String, to exchange: Exchange) throws -> Response {
        guard exchange.method == .get || exchange.method == .head else {
            throw APIError.methodNotAllowed(exchange.method)
        }
        guard let asset = all.first(where: { $0.name == name }) else {
            throw APIError(.notFound, .unsupported, "there is no file of that name")
        }
        let tag = "\"\(asset.version)\""
        let isNamedByContent = exchange.query["v"] == asset.version
        let fields: HTTPFields = [
            .contentType: asset.type, .eTag: tag,
            .cacheControl: isNamedByContent ? "public, max-age=31536000, immutable" : "no-cache",
        ]
        if exchange.fields[.ifNoneMatch]?.contains(tag) == true {
            return Response(status: .notModified, headers: fields)
        }
        return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: asset.bytes))
    }
}
