// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird

extension Request {
    /// Tells whether the client announced a body.
    var hasBody: Bool {
        headers[.transferEncoding] != nil || headers[.contentLength].map { $0 != "0" } ?? false
    }

    /// Tells whether the answer is for a person's browser.
    var asksForHTML: Bool { headers[values: .accept].contains { $0.lowercased().contains("text/html") } }
}

extension Response {
    /// The response to HEAD: the same fields, no body.
    var withoutBody: Response {
        var fields = headers
        if fields[.contentLength] == nil { fields[.contentLength] = body.contentLength.map { String($0) } }
        return Response(status: status, headers: fields, body: ResponseBody())
    }
}

extension Duration {
    /// Milliseconds with three digits of fraction.
    var milliseconds: String {
        let microseconds = components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
        let fraction = String(microseconds % 1_000)
        return "\(microseconds / 1_000)." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction
    }
}
