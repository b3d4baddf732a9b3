// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

extension MemoryTransaction {
    func hold(_ id: Int64) throws -> HoldRecord? {
        position(of: id).map { state.holds[$0] }
    }

    func pendingHold(of tag: Tag, in repository: RepositoryName) throws -> HoldRecord? {
        state.holds.first { $0.repository == repository && $0.tag == tag && $0.state == .pending }
    }

    func openHold(of tag: Tag, in repository: RepositoryName) throws -> HoldRecord? {
        state.holds.last { $0.state == .open && $0.tag == tag && $0.repository == repository }
    }

    func latestHold(of tag: Tag, in repository: RepositoryName, offering digest: Digest) throws -> HoldRecord? {
        state.holds.last { $0.tag == tag && $0.repository == repository && $0.to == digest }
    }

    func holds(
        in repository: RepositoryName?,
        tag: Tag?,
        states: Set<HoldRecord.State>,
        before: Int64?,
        limit: Int
    ) throws -> [HoldRecord] {
        let matching = state.holds.reversed().lazy.filter { hold in
            (repository == nil || hold.repository == repository) && (tag == nil || hold.tag == tag)
                && states.contains(hold.state) && hold.id < before ?? .max
        }
        return Array(matching.prefix(limit))
    }

    func insertHold(_ hold: HoldRecord) throws -> HoldRecord {
        var stored = hold
        stored.id = Int64(state.holds.count + 1)
        try requireOneOpenHold(stored)
        change(hold.repository) { _ in }
        state.holds.append(stored)
        return stored
    }

    func updateHold(_ hold: HoldRecord) throws {
        guard let position = position(of: hold.id) else { return }
        var stored = hold
        // Which change the hold is about never changes.
        stored.repository = state.holds[position].repository
        stored.tag = state.holds[position].tag
        stored.to = state.holds[position].to
        try requireOneOpenHold(stored)
        state.holds[position] = stored
    }

    private func position(of id: Int64) -> Int? {
        guard id >= 1, id <= Int64(state.holds.count) else { return nil }
        return Int(id - 1)
    }

    private func requireOneOpenHold(_ hold: HoldRecord) throws {
        let other: HoldRecord? =
            switch hold.state {
            case .open: try openHold(of: hold.tag, in: hold.repository)
            case .pending: try pendingHold(of: hold.tag, in: hold.repository)
            default: nil
            }
        guard let other, other.id != hold.id else { return }
        throw StoreError(
            .failure,
            "\(hold.repository):\(hold.tag) has a hold that is \(hold.state.rawValue) already, number \(other.id)"
        )
    }
}
