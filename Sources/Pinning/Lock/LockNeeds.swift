// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What the references of a tree ask of a lock.
struct LockNeeds {
    /// What the lock has to hold.
    private(set) var keys: Set<Reference> = []
    /// The references that say nothing a lock could hold.
    private(set) var unknown: [FoundReference] = []
    private let current: LockFile
    private let mode: LockPlan.Mode
    /// The places that say a digest, by what they say it of.
    private var pins: [Reference: FoundReference] = [:]

    init(current: LockFile, mode: LockPlan.Mode) {
        self.current = current
        self.mode = mode
    }

    mutating func add(_ found: FoundReference) throws(PinningError) {
        guard let reference = found.reference else {
            unknown.append(found)
            return
        }
        let key = current.key(keeping: reference)
        keys.insert(key)
        guard let digest = reference.digest, key.tag != nil, !isUpgraded(key) else { return }
        guard let earlier = pins.updateValue(found, forKey: key), let other = earlier.pinnedDigest else { return }
        guard other == digest else {
            throw PinningError(
                .configuration,
                "\(key) is pinned to \(digest) here, and to \(other) in \(earlier.path)",
                path: found.path,
                offset: found.span.lowerBound,
                advice:
                    "Make them agree with holdfast pin --to \(key)@\(digest), or take what the tag means now with holdfast lock --upgrade."
            )
        }
    }

    /// The digest that files say a tag means.
    func digest(of key: Reference) -> Digest? { pins[key]?.pinnedDigest }

    /// Tells whether the registry is asked for a tag although the lock knows it.
    func isUpgraded(_ key: Reference) -> Bool {
        switch mode {
        case .keep: false
        case .upgrade(nil): key.tag != nil
        case .upgrade(let only?): key.tag != nil && only.contains { Self.matches(key, $0.normalized()) }
        }
    }

    /// Throws when something is to be upgraded that no file has.
    func requireUpgrades() throws(PinningError) {
        guard case .upgrade(let only?) = mode else { return }
        for wish in only where !keys.contains(where: { $0.tag != nil && Self.matches($0, wish.normalized()) }) {
            throw PinningError(
                .configuration,
                "no file has \(wish) with a tag that could be asked for again",
                advice: "See what they have with holdfast verify."
            )
        }
    }

    private static func matches(_ key: Reference, _ wish: Reference) -> Bool {
        key.host == wish.host && key.repository == wish.repository && (wish.tag == nil || wish.tag == key.tag)
    }
}
