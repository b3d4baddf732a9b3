// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient

extension ClientError: FailureConvertible {
    var failure: CommandFailure {
        CommandFailure(
            status,
            message,
            cause: registryWords.map { .registry($0) } ?? reason.map { .own($0) },
            advice: advice ?? retryAfter.map { "Try again in \($0) s." }
        )
    }

    /// The exit status that this kind of failure has by the contract.
    private var status: ExitStatus {
        switch code {
        case .unauthenticated, .forbidden: .authentication
        case .rateLimited: .rateLimited
        case .integrity: .integrity
        case .refused: .finding
        case .unsupported, .file: .usage
        case .notFound, .unavailable, .malformed: .registry
        }
    }
}
