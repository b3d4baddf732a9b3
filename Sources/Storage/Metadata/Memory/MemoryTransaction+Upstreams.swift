// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

extension MemoryTransaction {
    func upstreamCheck(of tag: Tag, in repository: RepositoryName) throws -> UpstreamCheck? {
        state.repositories[repository]?.upstreamChecks[tag]
    }

    func upstreamChecks(before moment: Timestamp, limit: Int) throws -> [UpstreamCheck] {
        let all = state.repositories.values.flatMap { repository in
            repository.upstreamChecks.values.filter { repository.tags[$0.tag]?.digest != nil && $0.checkedAt < moment }
        }
        let sorted = all.sorted { ($0.checkedAt, $0.repository, $0.tag) < ($1.checkedAt, $1.repository, $1.tag) }
        return Array(sorted.prefix(limit))
    }

    func putUpstreamCheck(_ check: UpstreamCheck) throws {
        change(check.repository) { $0.upstreamChecks[check.tag] = check }
    }
}
