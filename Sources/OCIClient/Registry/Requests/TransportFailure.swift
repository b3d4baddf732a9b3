// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A request that got no answer, or not the whole of one.
struct TransportFailure: Error {
    /// The server that was asked.
    let url: RequestURL
    /// What went wrong.
    let error: any Error

    /// Why the request is worth another try; nil when the next one would fail the same way.
    var retryCause: RetryBudget.Cause? {
        if isCertificateFault || isNotHTTP || error is NIOTooManyBytesError { return nil }
        switch error {
        case let error as HTTPClientError where Self.permanent.contains(error): return nil
        case let error as NIOConnectionError:
            return error.connectionErrors.contains { !Self.isRefused($0.error) } ? .passing : .unreachable
        default: return Self.isRefused(error) ? .unreachable : .passing
        }
    }

    /// The error for people.
    func clientError(purpose: String) -> ClientError {
        var result = ClientError(
            isNotHTTP || error is NIOTooManyBytesError ? .malformed : .unavailable,
            "could not \(purpose): no answer from \(url.origin): \(Self.reason(error))",
            advice: advice
        )
        result.isUnanswered = true
        return result
    }

    private var advice: String? {
        if isCertificateFault {
            return "Check the name; an authority of your own has to be among those this machine trusts."
        }
        if isNotTLS { return "If it really speaks plain HTTP, add --plain-http." }
        switch error {
        case is NIOTooManyBytesError: return nil
        default: return "Check the address and the network."
        }
    }
}

// MARK: Reasons

extension TransportFailure {
    private var isCertificateFault: Bool {
        if let error = error as? NIOSSLExtraError { return error == .failedToValidateHostname }
        guard let error = error as? NIOSSLError else { return false }
        return error == .unableToValidateCertificate || Self.words(of: error).contains("CERTIFICATE_VERIFY_FAILED")
    }

    private var isNotTLS: Bool {
        guard let error = error as? NIOSSLError else { return false }
        let words = Self.words(of: error)
        return words.contains("WRONG_VERSION_NUMBER") || words.contains("HTTP_REQUEST")
    }

    /// Whether the answer breaks the rules of HTTP; that it ends too early does not count, since connections break.
    private var isNotHTTP: Bool {
        guard let error = error as? HTTPParserError else { return false }
        return error != .invalidEOFState && error != .closedConnection
    }

    private static let permanent: [HTTPClientError] = [
        .proxyAuthenticationRequired, .alreadyShutdown, .invalidURL, .emptyHost, .emptyScheme,
    ]

    private static func words(of error: NIOSSLError) -> String {
        guard case .handshakeFailed(.sslError(let stack)) = error else { return "" }
        return stack.map(\.description).joined(separator: " ")
    }

    private static func isRefused(_ error: any Error) -> Bool {
        (error as? IOError)?.errnoCode == ECONNREFUSED
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            if error.dnsAError != nil || error.dnsAAAAError != nil, error.connectionErrors.isEmpty {
                return "the host \(error.host) is not known"
            }
            return error.connectionErrors.last.map { reason($0.error) } ?? "the connection could not be opened"
        case let error as IOError:
            return String(cString: strerror(error.errnoCode))
        case let error as TimeLimit.Exceeded:
            return "it took longer than \(error.limit.components.seconds) s"
        case let error as NIOTooManyBytesError:
            return "the answer is larger than \(error.maxBytes ?? 0) bytes"
        case let error as HTTPParserError:
            return "the answer is no valid HTTP (\(error))"
        case let error as HTTPClientError:
            return reason(error)
        case let error as NIOSSLError:
            return reason(error)
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            return "the certificate is for another host"
        default:
            return String(describing: error)
        }
    }

    private static func reason(_ error: NIOSSLError) -> String {
        let words = words(of: error)
        if words.contains("CERTIFICATE_VERIFY_FAILED") {
            return "its certificate is not signed by an authority that is trusted here, or has expired"
        }
        if words.contains("WRONG_VERSION_NUMBER") || words.contains("HTTP_REQUEST") { return "it does not speak TLS" }
        return "TLS could not be established: \(words.isEmpty ? String(describing: error) : words)"
    }

    private static func reason(_ error: HTTPClientError) -> String {
        switch error {
        case .connectTimeout: "the connection could not be opened in time"
        case .deadlineExceeded, .readTimeout, .writeTimeout: "it took too long"
        case .tlsHandshakeTimeout: "TLS could not be established in time"
        case .remoteConnectionClosed: "the connection was closed before the answer was complete"
        case .alreadyShutdown: "the session is closed"
        case .proxyAuthenticationRequired: "the proxy wants a login"
        case .invalidProxyResponse, .httpProxyHandshakeTimeout: "the proxy does not open the connection"
        default: error.shortDescription
        }
    }
}
