// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import TagLog

extension LoggedTagReading {
    /// Whether the last that the log has of content under a tag, as it is now, is that a person is to decide about it;
    /// never without a log.
    func hasHold(offering digest: Digest, for tag: Tag) async throws -> Bool {
        guard try await source.tagLog(.checkpoint) != nil else { return false }
        let log = try await contact.freshLog(of: source)
        let events = try await entries(of: log, from: 0) {
            $0.tag == tag && $0.digest == digest && $0.event != "signed"
        }
        return events.last?.event == "held"
    }
}
