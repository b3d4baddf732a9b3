// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension RegistryAnswer {
    /// The error for an answer that is not what was asked for.
    ///
    /// - Parameters:
    ///   - purpose: What was to be done.
    ///   - registry: Who answered.
    /// - Returns: The error; for 401 it has no advice, since that depends on the login.
    func refusal(purpose: String, registry: String) -> ClientError {
        let code: ClientError.Code
        let reason: String
        var advice: String?
        switch status {
        case 401:
            (code, reason) = (.unauthenticated, "\(registry) wants a login, or there is no such repository")
        case 403:
            (code, reason) = (.forbidden, "\(registry) does not permit it")
            advice = "Ask somebody who has the right, or give another login with --creds."
        case 404: (code, reason) = (.notFound, "\(registry) does not have it")
        case 409: (code, reason) = (.refused, "\(registry) refuses the change")
        case 405, 501: (code, reason) = (.unsupported, "\(registry) does not support it")
        case 429:
            (code, reason) = (.rateLimited, "\(registry) asks for a pause")
            advice = retryAfter.map { "Try again in \($0) s." } ?? "Try again later."
        case 300..<400:
            (code, reason) = (.unavailable, "\(registry) sends on to another place without end or without saying where")
        case 500...:
            (code, reason) = (.unavailable, "\(registry) answered with status \(status)")
            advice = retryAfter.map { "Try again in \($0) s." } ?? "Try again; the registry's log says more."
        default: (code, reason) = (.unavailable, "\(registry) answered with status \(status)")
        }
        return ClientError(
            code,
            "could not \(purpose): \(reason)",
            registryWords: words,
            advice: advice,
            retryAfter: status == 429 || status == 503 ? retryAfter : nil
        )
    }
}
