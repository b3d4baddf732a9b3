// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIClient
internal import OCIModel
internal import Policy

extension RegistryError {
    /// The error for something that an upstream did not give.
    ///
    /// - Parameters:
    ///   - error: What became of the request to it.
    ///   - missing: The kind of refusal where the upstream does not have it.
    ///   - name: What was asked for, such as `docker.io/library/nginx:1.27`.
    ///   - place: The repository that it belongs to.
    /// - Returns: The error, with the upstream's own words.
    static func upstream(_ error: ClientError, missing: Code, about name: String, place: UpstreamPlace) -> RegistryError
    {
        let upstream = place.upstream
        var advice = ""
        let code: Code
        switch error.code {
        case .notFound: code = missing
        case .unauthenticated, .forbidden:
            code = .upstreamDenied
            advice =
                upstream.settings.credentials == nil
                ? "; if it wants a login, give this registry one: `credentials:` of the upstream \(upstream.name)"
                : "; see whether the login in `credentials:` of the upstream \(upstream.name) may pull it"
        case .rateLimited: code = .upstreamLimited(retryAfter: error.retryAfter)
        default: code = .upstreamUnavailable
        }
        return RegistryError(code, "\(upstream.name) does not give \(name): \(error)\(advice)")
    }

    /// The error while an upstream wants to be left alone.
    static func paused(_ seconds: Int64, about name: String, place: UpstreamPlace) -> RegistryError {
        RegistryError(
            .upstreamLimited(retryAfter: seconds),
            "\(name) is not fetched now: \(place.upstream.name) asked for a pause; try again in \(seconds) s"
        )
    }
}
