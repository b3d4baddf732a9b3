// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIClient
internal import OCIModel

extension RegistryError {
    /// The error for something that an upstream did not give.
    ///
    /// - Parameters:
    ///   - error: What became of the request to it.
    ///   - missing: The kind of refusal where the upstream does not have it.
    ///   - place: The repository that was asked for.
    /// - Returns: The error, with the upstream's own words.
    static func upstream(_ error: ClientError, missing: Code, place: UpstreamPlace) -> RegistryError {
        let code: Code
        switch error.code {
        case .notFound: code = missing
        case .unauthenticated, .forbidden: code = .upstreamDenied
        case .rateLimited: code = .upstreamLimited(retryAfter: error.retryAfter)
        default: code = .upstreamUnavailable
        }
        return RegistryError(code, "\(place.repository) is not here yet, and \(place.upstream.name): \(error)")
    }

    /// The error while an upstream wants to be left alone.
    static func paused(_ seconds: Int64, place: UpstreamPlace) -> RegistryError {
        RegistryError(
            .upstreamLimited(retryAfter: seconds),
            "\(place.repository) is not here yet, and \(place.upstream.name) asked for a pause; try again in \(seconds) s"
        )
    }
}
