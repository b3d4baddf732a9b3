// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOHTTP1
internal import OCIModel
internal import Policy
internal import Registry
internal import Storage

extension APIError {
    /// The one place where errors of the rooms below become statuses and codes.
    ///
    /// - Parameters:
    ///   - error: What went wrong; an error of no kind known here becomes a 500 that tells the client nothing more.
    ///   - holdURL: Gives the address at which the hold of a number can be decided.
    init(_ error: any Error, holdURL: (Int64) -> String) {
        switch error {
        case let error as APIError: self = error
        case let error as RegistryError: self.init(error, holdURL: holdURL)
        case let error as StoreError: self.init(error)
        case let error as NameError: self.init(.badRequest, .nameInvalid, "the name is not valid: \(error)")
        case let error as DigestError: self.init(.badRequest, .digestInvalid, "the digest is not valid: \(error)")
        case let error as BcryptError: self.init(.badRequest, .unsupported, "\(error)")
        case let error as PasswordFileError: self.init(.internalServerError, .unsupported, "\(error)")
        default:
            // The reason may hold paths or worse; it is in the log under the same request.
            self.init(.internalServerError, .unsupported, "the registry failed on this request; its log says why")
        }
    }

    private init(_ error: RegistryError, holdURL: (Int64) -> String) {
        var message = error.message
        if !error.refusals.isEmpty {
            message = error.refusals.map { $0.message(decideAt: $0.hold.map(holdURL)) }.joined(separator: "; ")
        } else if let hold = error.hold {
            message += "; see \(holdURL(hold))"
        }
        let (status, code) = Self.answer(to: error.code)
        self.init(status, code, message)
        if case .uploadOutOfOrder(let offset) = error.code { fields[.range] = UploadRange.text(upTo: offset) }
        if error.code == .tooManyUploads { fields[.retryAfter] = "60" }
        if case .upstreamLimited(let seconds?) = error.code { fields[.retryAfter] = String(seconds) }
        refusal = error.refusals.first
        refusalURL = refusal?.hold.map(holdURL)
    }

    private init(_ error: StoreError) {
        switch error.code {
        case .full: self.init(.insufficientStorage, .denied, error.message)
        case .busy: self.init(.conflict, .blobUploadInvalid, error.message)
        case .notFound: self.init(.notFound, .blobUnknown, "the content is no longer stored")
        case .tooLarge: self.init(.contentTooLarge, .sizeInvalid, error.message)
        case .digestMismatch: self.init(.badRequest, .digestInvalid, error.message)
        case .outOfOrder: self.init(.rangeNotSatisfiable, .blobUploadInvalid, error.message)
        case .corrupt, .failure, .locked:
            self.init(
                .internalServerError,
                .unsupported,
                "the registry's storage failed on this request; its log says why"
            )
        }
    }

    private static func answer(to code: RegistryError.Code) -> (HTTPResponse.Status, RegistryErrorCode) {
        switch code {
        case .blobUnknown: (.notFound, .blobUnknown)
        case .manifestUnknown: (.notFound, .manifestUnknown)
        case .repositoryUnknown: (.notFound, .nameUnknown)
        case .deliveryUnknown: (.notFound, .nameUnknown)
        case .uploadUnknown: (.notFound, .blobUploadUnknown)
        case .holdUnknown, .tokenUnknown, .userUnknown, .keyUnknown: (.notFound, .nameUnknown)
        case .digestInvalid: (.badRequest, .digestInvalid)
        case .manifestInvalid: (.badRequest, .manifestInvalid)
        case .manifestBlobUnknown: (.notFound, .manifestBlobUnknown)
        case .uploadInvalid: (.badRequest, .blobUploadInvalid)
        case .requestInvalid: (.badRequest, .unsupported)
        case .uploadOutOfOrder: (.rangeNotSatisfiable, .blobUploadInvalid)
        case .tooLarge: (.contentTooLarge, .sizeInvalid)
        case .tooManyUploads: (.tooManyRequests, .tooManyRequests)
        case .full: (.insufficientStorage, .denied)
        // 412 and 409 with DENIED: one attempt and the whole message in every client.
        case .preconditionFailed: (.preconditionFailed, .denied)
        case .rightMissing, .held, .unsigned: (.forbidden, .denied)
        case .tagRefused, .conflict: (.conflict, .denied)
        case .deleteRefused: (.methodNotAllowed, .unsupported)
        case .readOnly: (.methodNotAllowed, .unsupported)
        case .upstreamDenied: (.forbidden, .denied)
        case .upstreamLimited: (.tooManyRequests, .tooManyRequests)
        case .upstreamUnavailable: (.badGateway, .unsupported)
        case .corrupt: (.internalServerError, .unsupported)
        }
    }
}

extension HTTPResponse.Status {
    static var insufficientStorage: HTTPResponse.Status { .init(code: 507, reasonPhrase: "Insufficient Storage") }
}
