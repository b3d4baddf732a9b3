// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// Tells known noise from what somebody should see.
///
/// Noise keeps its place in the list and makes a verdict `changed` like anything else; it is only shown as a count. What
/// a rule of ``RiskRules`` finds worth more than `low` is never noise, and neither is what can be run, gives rights, is
/// a device, or is a link that leads elsewhere or came in place of something else. So a place from the table below hides
/// no program, and a place that decides about trust is no noise even if its name is that of a cache.
struct NoiseProfile {
    let old: FileTree
    let new: FileTree

    /// The kind of noise that a difference is; nil if it is none.
    func kind(of difference: FileDifference) -> Noise? {
        if difference.isTimestampOnly { return .timestamps }
        guard difference.severity <= .low, !Self.mustBeShown(difference) else { return nil }
        if Self.isCachedBytecode(difference.path) { return isExplainedBySource(difference) ? .bytecode : nil }
        return Self.places.first { $0.patterns.contains { $0.matches(difference.path) } }?.noise
    }

    /// Tells whether Python reads the file in place of the source beside its directory.
    static func isCachedBytecode(_ path: ByteString) -> Bool { bytecode.matches(path) }

    private static func mustBeShown(_ difference: FileDifference) -> Bool {
        let entries = [difference.from?.entry, difference.to?.entry].compactMap(\.self)
        if entries.contains(where: { $0.isExecutable || $0.isPrivileged || $0.isDevice }) { return true }
        return difference.change == .modified && difference.leadsElsewhere
            && entries.contains { $0.kind != .file }
    }

    /// Tells whether bytecode changed because its source did, which is shown, or only because of the source's moment.
    ///
    /// The header of bytecode carries the moment of its source: then the length stays. Bytecode that changed in length,
    /// or while its source and the moment of it stayed, is what a hidden program would look like.
    private func isExplainedBySource(_ difference: FileDifference) -> Bool {
        guard let source = Self.source(of: difference.path) else { return false }
        let before = old[source]?.entry
        let after = new[source]?.entry
        switch difference.change {
        case .added: return before == nil && after != nil
        case .removed: return before != nil && after == nil
        case .modified:
            guard let before, let after, before.kind == .file, after.kind == .file else { return false }
            if before.hash != after.hash { return true }
            return before.modified != after.modified
                && difference.from?.entry.size == difference.to?.entry.size
        }
    }

    /// The source's path: `/a/__pycache__/b.cpython-312.pyc` was made of `/a/b.py`.
    static func source(of path: ByteString) -> ByteString? {
        let name = path.lastComponent
        let folder = path.bytes[..<name.startIndex].dropLast()
        guard let slash = folder.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return ByteString(Array(folder[...slash]) + Array(name.prefix { $0 != UInt8(ascii: ".") }) + Array(".py".utf8))
    }

    private static let bytecode: PathPattern = "**/__pycache__/*.pyc"

    private static let places: [(noise: Noise, patterns: [PathPattern])] = [
        (
            .caches,
            [
                "/var/cache/**", "/var/lib/apt/lists/**", "/root/.cache/**", "/home/*/.cache/**",
                "/usr/share/mime/mime.cache", "/usr/share/icons/*/icon-theme.cache",
            ]
        ),
        (.logs, ["/var/log/**"]),
        (.temporary, ["/tmp/**", "/var/tmp/**", "/run/**", "/var/run/**", "**/.wh.*"]),
        (
            .packageHistory,
            [
                "/var/lib/dpkg/*-old", "/var/lib/apt/extended_states", "/var/lib/yum/**", "/var/lib/dnf/**",
                "/var/lib/apt/periodic/**",
            ]
        ),
        (.identity, ["/etc/machine-id", "/var/lib/dbus/machine-id", "/usr/lib/.build-id/**"]),
    ]
}
