// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OCIModel
internal import Registry

extension APIError {
    /// The response, in the form of the distribution specification.
    var response: Response {
        var json = JSONWriter()
        json.object { json in
            json.member("errors", [self]) { json, error in
                json.member("code", error.code.rawValue)
                json.member("message", error.message)
                guard let refusal = error.refusal else { return }
                json.member(
                    "detail",
                    object: { json in
                        json.member("rule", refusal.rule)
                        json.member("tag", refusal.tag.rawValue)
                        json.member("current", refusal.current?.rawValue)
                        json.member("offered", refusal.offered.rawValue)
                        json.member("hold", refusal.hold)
                        json.member("url", error.refusalURL)
                    }
                )
            }
        }
        var fields = fields
        fields[.contentType] = "application/json"
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}
