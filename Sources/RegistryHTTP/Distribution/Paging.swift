// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import OCIModel

/// The `n` and `last` of a list, and the `Link` to its next page.
struct Paging {
    /// How many entries a page has when the client does not say, or says more.
    static let maximum = 10_000

    let limit: Int

    /// Reads `n`.
    ///
    /// - Throws: ``APIError`` with 400 when it is not a whole number.
    init(_ query: Query, maximum: Int = Paging.maximum) throws {
        guard let text = query["n"] else {
            self.limit = maximum
            return
        }
        guard let limit = Int(text), limit >= 0 else {
            throw APIError(.badRequest, .unsupported, "n must be a whole number of entries")
        }
        self.limit = min(limit, maximum)
    }

    /// The `Link` field to the page after an entry.
    static func link(_ path: String, _ parameters: [(String, String)]) -> String {
        let query = parameters.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        return "<\(path)?\(query)>; rel=\"next\""
    }
}
