// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// The words in the bodies of refusals.
enum ErrorDocument {
    private static let maximumLength = 4_096

    /// Reads `{"errors":[{"code","message"}]}`, and what token services write instead; nil when there are no words.
    static func words(in body: [UInt8]) -> String? {
        // Losing the error is right: a body that is no error document says nothing we could quote.
        guard !body.isEmpty, let document = try? JSONValue(parsing: body) else { return nil }
        let first = document["errors"]?.array?.first
        let candidates = [
            first?["message"], first?["code"], document["details"], document["error_description"], document["message"],
        ]
        return candidates.lazy.compactMap { $0?.string }.first { !$0.isEmpty }.map { String($0.prefix(maximumLength)) }
    }
}
