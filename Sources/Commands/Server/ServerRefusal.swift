// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A server that answered, but did not do what was asked.
struct ServerRefusal: Error, Equatable {
    /// What was to be done, as in "approve hold 12".
    var purpose: String
    /// The server that answered.
    var address: ServerAddress
    /// The HTTP status.
    var status: Int
    /// The first error's words, if the body has any.
    var words: String?
    /// The seconds to wait, if the server says so.
    var retryAfter: Int64?
    /// What was passed over in the search for a login.
    var notes: [String]

    /// Reads the words from an error body, `{"errors":[{"message"}]}`.
    static func words(in body: [UInt8]) -> String? {
        // Losing the error is right: a body that is no error document says nothing we could quote.
        guard let first = (try? JSONValue(parsing: body))?["errors"]?.array?.first else { return nil }
        let message = first["message"]?.string ?? first["code"]?.string
        return message.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension ServerRefusal: FailureConvertible {
    var failure: CommandFailure {
        CommandFailure(exitStatus, message, cause: cause, advice: advice)
    }

    private var exitStatus: ExitStatus {
        switch status {
        case 400: .usage
        case 401, 403: .authentication
        case 429: .rateLimited
        default: .registry
        }
    }

    private var message: String {
        switch status {
        case 401: "could not \(purpose): \(address) wants a login"
        case 403: "could not \(purpose): not permitted"
        case 429: "could not \(purpose): \(address) asks for a pause"
        case 300..<400: "could not \(purpose): \(address) sends on to another place, which is not followed"
        default: "could not \(purpose)"
        }
    }

    private var cause: CommandFailure.Cause {
        words.map { .registry($0) } ?? .own("\(address) answered with status \(status)")
    }

    private var advice: String? {
        switch status {
        case 401 where !notes.isEmpty: "Give --username; \(notes.joined(separator: "; "))."
        case 401: "Give --username, or log in with docker or podman; `holdfast user add` makes a user."
        case 403: "Ask somebody who has the right, or give another --username."
        case 429: retryAfter.map { "Try again in \($0) s." } ?? "Try again later."
        case 300..<400: "Name the place itself with --server."
        case 500...: "Try again; the server's log says more."
        default: nil
        }
    }
}
