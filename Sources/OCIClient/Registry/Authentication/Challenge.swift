// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What a registry asks for in a `WWW-Authenticate` header (RFC 9110, section 11.6.1).
struct Challenge: Hashable, Sendable {
    /// The scheme in lower case, such as `bearer`.
    let scheme: String
    /// The parameters, names in lower case.
    let parameters: [String: String]

    /// The most bytes of headers that are read.
    static let maximumLength = 16 << 10

    /// Reads the challenges of all the headers of one answer, in order.
    ///
    /// What cannot be read ends the reading of that header: a challenge that is understood only in part is none.
    static func parse(_ headers: [String]) -> [Challenge] {
        guard headers.reduce(0, { $0 + $1.utf8.count }) <= maximumLength else { return [] }
        return headers.flatMap { header in
            var parser = ChallengeParser(header)
            return parser.challenges()
        }
    }
}
