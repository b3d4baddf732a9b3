// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import OCIModel
internal import Registry

/// An error of a request as HTTP knows it, before it is written.
struct APIError: Error {
    var status: HTTPResponse.Status
    var code: RegistryErrorCode
    var message: String
    var fields = HTTPFields()
    /// What tells a refused push apart, for the error's `detail`.
    var refusal: TagRefusal?
    var refusalURL: String?

    init(_ status: HTTPResponse.Status, _ code: RegistryErrorCode, _ message: String, fields: HTTPFields = [:]) {
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields
    }
}
