// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

@Suite struct LockCheckTests {
    @Test func findsNothingWhereFilesAndLockAgree() throws {
        let lock = try LockSamples.lock(("nginx:1", "a"), ("redis", "b"))
        let files = try ["nginx:1", "docker.io/library/nginx:1@a", "redis@b"].map { try LockSamples.found($0) }
        #expect(LockCheck(of: lock, against: files).findings.isEmpty)
    }

    @Test func findsWhatIsMissingDisagreesAndIsSuperfluous() throws {
        let lock = try LockSamples.lock(("nginx:1", "a"), ("old:1", "b"))
        let missing = try LockSamples.found("redis", in: "a.yaml")
        let disagreeing = try LockSamples.found("nginx:1@c", in: "b.yaml")
        let unknown = LockSamples.unknown("BASE has no default")
        let check = LockCheck(of: lock, against: [missing, unknown, disagreeing])
        #expect(
            check.findings == [
                .missing(missing, try Reference("docker.io/library/redis:latest")),
                .disagreeing(disagreeing, try LockSamples.digest("c"), lock.entries[0]),
                .superfluous(lock.entries[1]),
            ]
        )
        #expect(check.unknown == [unknown])
        #expect(check.findings.map { $0.place?.path } == ["a.yaml", "b.yaml", nil])
        #expect(check.findings[0].message.contains("docker.io/library/redis:latest is not in the lock"))
        #expect(check.findings[1].message.contains("holdfast pin --locked"))
        #expect(check.findings[2].message.contains("docker.io/library/old:1"))
    }

    @Test func seesThatAnUpgradeIsNotYetInFilesPinnedWithoutTag() throws {
        let lock = LockFile([try LockSamples.entry("nginx", "b", previous: "a")])
        let place = try LockSamples.found("nginx@a")
        #expect(
            LockCheck(of: lock, against: [place]).findings == [
                .disagreeing(place, try LockSamples.digest("a"), lock.entries[0])
            ]
        )
        #expect(LockCheck(of: lock, against: [try LockSamples.found("nginx@b")]).findings.isEmpty)
    }
}
