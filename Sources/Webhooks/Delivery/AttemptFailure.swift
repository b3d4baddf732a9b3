// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import AsyncHTTPClient
internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Why an attempt got no answer, in words that never show a URL's path.
enum AttemptFailure {
    static func reason(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            guard let last = error.connectionErrors.last else { return "the host is not known" }
            return reason(last.error)
        case let error as IOError: return String(cString: strerror(error.errnoCode))
        case let error as HTTPClientError: return reason(error)
        case let error as NIOSSLError: return reason(error)
        case let error as NoAnswer: return error.description
        case is NIOSSLExtraError: return "the certificate is for another host"
        default: return "the connection failed (\(type(of: error)))"
        }
    }

    private static func reason(_ error: HTTPClientError) -> String {
        switch error {
        case .connectTimeout: "the connection could not be opened in time"
        case .deadlineExceeded, .readTimeout, .writeTimeout: "it took too long"
        case .tlsHandshakeTimeout: "TLS could not be established in time"
        case .remoteConnectionClosed: "the connection was closed before there was an answer"
        default: error.shortDescription
        }
    }

    private static func reason(_ error: NIOSSLError) -> String {
        guard case .handshakeFailed(.sslError(let stack)) = error,
            stack.contains(where: { $0.description.contains("CERTIFICATE_VERIFY_FAILED") })
        else { return "TLS could not be established" }
        return "its certificate is not signed by an authority that is trusted here, or has expired"
    }
}
