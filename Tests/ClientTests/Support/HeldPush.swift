// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

/// What a client must have said about a push that was held.
struct HeldPush {
    var from: String
    var to: String
    var hold: Int

    /// Expects one message with both digests, the rule and where to decide, after one attempt.
    func expectOneMessage(
        in outcome: Shell.Outcome,
        _ registry: RegistryProcess,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let said = outcome.output + outcome.errors
        let parts = [
            "denied", from, to, "the default rule", "\(registry.url)/holds/\(hold)", "holdfast holds approve \(hold)",
        ]
        for part in parts {
            #expect(said.ranges(of: part).count == 1, "\(part) once in \(outcome)", sourceLocation: sourceLocation)
        }
        let log = (try? registry.log) ?? ""
        let attempts = log.split(separator: "\n").filter { $0.contains("method=PUT") && $0.contains("status=409") }
        #expect(attempts.count == 1, "one attempt in \(log)", sourceLocation: sourceLocation)
    }
}
