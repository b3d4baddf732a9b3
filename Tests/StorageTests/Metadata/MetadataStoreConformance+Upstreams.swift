// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage
import Testing

extension MetadataStoreConformance {
    private func check(
        _ tag: Tag,
        in repository: RepositoryName,
        at time: Int64,
        digest: Digest? = digest(1),
        isSettled: Bool = true,
        failure: String? = nil
    ) -> UpstreamCheck {
        UpstreamCheck(
            repository: repository,
            tag: tag,
            checkedAt: moment(time),
            digest: digest,
            isSettled: isSettled,
            failure: failure
        )
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func upstreamCheckKeepsAllOfItsRecordAndIsReplaced(kind: MetadataStoreKind) async throws {
        try await kind.withStore { [self] store in
            let none = try await store.read { [app, one] in try $0.upstreamCheck(of: one, in: app) }
            #expect(none == nil)
            let first = check(one, in: app, at: 1, digest: nil, isSettled: false, failure: "it is down")
            try await store.write { try $0.putUpstreamCheck(first) }
            let found = try await store.read { [app, one] in try $0.upstreamCheck(of: one, in: app) }
            #expect(found == first)
            let second = check(one, in: app, at: 2)
            try await store.write { try $0.putUpstreamCheck(second) }
            try await store.read { [app, other, one, two] reader throws in
                #expect(try reader.upstreamCheck(of: one, in: app) == second)
                #expect(try reader.upstreamCheck(of: two, in: app) == nil)
                #expect(try reader.upstreamCheck(of: one, in: other) == nil)
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func upstreamChecksOfTagsThatExistAreListedOldestFirst(kind: MetadataStoreKind) async throws {
        try await kind.withStore { [self] store in
            let gone = try Tag("gone")
            let records = [
                check(two, in: app, at: 5), check(one, in: app, at: 3), check(one, in: other, at: 3),
                check(gone, in: app, at: 1), check(two, in: other, at: 9),
            ]
            try await store.write { [app, other, one, two] writer in
                for record in records { try writer.putUpstreamCheck(record) }
                for repository in [app, other] {
                    try writer.append(.created, one, in: repository)
                    try writer.append(.created, two, in: repository)
                }
                try writer.append(.created, gone, in: app)
                try writer.append(.deleted, gone, in: app)
            }
            let old = try await store.read { try $0.upstreamChecks(before: moment(9), limit: 10) }
            #expect(old == [records[1], records[2], records[0]])
            #expect(try await store.read { try $0.upstreamChecks(before: moment(9), limit: 1) } == [records[1]])
            #expect(try await store.read { try $0.upstreamChecks(before: moment(3), limit: 10) }.isEmpty)
        }
    }
}
