// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import AsyncHTTPClient
import Glibc
import NIOCore
import NIOPosix

/// A server that did not answer.
struct ConnectionFailure: Error {
    /// What was to be done.
    let purpose: String
    /// The server.
    let address: ServerAddress
    /// What went wrong.
    let error: any Error
}

extension ConnectionFailure: FailureConvertible {
    var failure: CommandFailure {
        CommandFailure(
            .registry,
            "could not \(purpose): no answer from \(address)",
            cause: .own(Self.reason(error)),
            advice: address.isLoopback
                ? "Start it with `holdfast serve`, or name another with --server."
                : "Check the address and the network; --server names another."
        )
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
        case let error as Deadline.Exceeded:
            return "it took longer than \(error.limit.components.seconds) s"
        case is NIOTooManyBytesError:
            return "the answer is larger than 64 MiB"
        case let error as HTTPClientError:
            return reason(error)
        default:
            return String(describing: error)
        }
    }

    private static func reason(_ error: HTTPClientError) -> String {
        switch error {
        case .connectTimeout: "the connection could not be opened in time"
        case .deadlineExceeded, .readTimeout: "it took too long"
        case .remoteConnectionClosed: "the connection was closed before the answer was complete"
        default: error.shortDescription
        }
    }
}
