// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Commands

@Suite struct TagStandingTests {
    /// A history in short: words of event and letter of digest, oldest first, a minute each.
    private static func events(_ history: String) -> [TagEventView] {
        var events: [TagEventView] = []
        for (index, word) in history.split(separator: " ").enumerated() {
            let parts = word.split(separator: ":")
            let digest = parts.count > 1 ? "\"\(digest(parts[1]))\"" : "null"
            let json = #"{"index":\#(index),"time":"T\#(index)","event":"\#(parts[0])","digest":\#(digest)}"#
            let value = try? JSONValue(parsing: Array(json.utf8))
            events.insert(contentsOf: value.flatMap { TagEventView($0) }.map { [$0] } ?? [], at: 0)
        }
        return events
    }

    private static func digest(_ letter: some StringProtocol) -> String {
        "sha256:" + String(repeating: String(letter), count: 64)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let history: String
        let status: TagStanding.Status
        let behind: Int?
        let since: String?
        let isApproved: Bool?
        var testDescription: String { history }

        init(
            _ history: String,
            _ status: TagStanding.Status,
            _ behind: Int? = nil,
            since: String? = nil,
            approved isApproved: Bool?
        ) {
            (self.history, self.status, self.behind) = (history, status, behind)
            (self.since, self.isApproved) = (since, isApproved)
        }
    }

    static let cases = [
        Case("created:a", .current, 0, since: "T0", approved: true),
        Case("created:b moved:a", .current, 0, since: "T1", approved: true),
        Case("created:a moved:b", .behind, 1, since: "T1", approved: true),
        Case("created:a moved:b moved:c", .behind, 2, since: "T1", approved: true),
        Case("created:a moved:b restored:a", .current, 0, since: "T2", approved: true),
        Case("created:a moved:b promoted:c", .behind, 2, since: "T1", approved: true),
        Case("created:a held:b observed:b", .current, 0, since: "T0", approved: true),
        Case("created:a held:b approved:b", .behind, 1, since: "T2", approved: true),
        Case("created:b held:a", .held, since: "T1", approved: false),
        Case("created:b held:a rejected:a", .rejected, since: "T2", approved: false),
        Case("created:b held:a superseded:a held:c", .never, since: "T2", approved: false),
        Case("created:b observed:a", .never, approved: false),
        Case("created:b", .never, approved: false),
        Case("created:a deleted", .deleted, 1, since: "T1", approved: true),
        Case("created:b deleted", .deleted, since: "T1", approved: false),
        Case("created:a moved:b held:a rejected:a", .behind, 1, since: "T1", approved: false),
        Case("held:a rejected:a created:a", .current, 0, since: "T2", approved: true),
        // The same content again is no move.
        Case("created:a moved:b promoted:b", .behind, 1, since: "T1", approved: true),
        Case("created:a approved:a", .current, 0, since: "T0", approved: true),
        Case("", .unknown, approved: nil),
        Case("held:a", .unknown, approved: nil),
    ]

    @Test(arguments: cases) func judgesByTheHistoryOfTheTag(_ example: Case) throws {
        let standing = TagStanding(of: [try Digest(Self.digest("a"))], in: Self.events(example.history))
        #expect(standing.status == example.status)
        #expect(standing.behind == example.behind)
        #expect(standing.since == example.since)
        #expect(standing.isApproved == example.isApproved)
    }

    @Test func knowsContentByAnyOfItsDigests() throws {
        let digests = [try Digest(Self.digest("d")), try Digest(Self.digest("b"))]
        let standing = TagStanding(of: digests, in: Self.events("created:a moved:b moved:c"))
        #expect(standing.status == .behind)
        #expect(standing.digest == digests[1])
    }

    @Test func saysThatContentWithoutADigestCannotBeJudged() {
        let standing = TagStanding(of: [], in: Self.events("created:a"))
        #expect(standing.status == .unknown)
        #expect(standing.reason?.isEmpty == false)
    }
}
