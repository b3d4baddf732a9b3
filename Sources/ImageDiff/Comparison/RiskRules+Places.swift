// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

extension RiskRules {
    /// What lies where the system looks for rights, trust and things to run.
    static let placeRules: [Rule] = [
        sensitivePlace, noteworthyPlace, trustedDirectory, worldWritable, packageDatabase,
    ]

    private static let sensitivePlace: Rule = { difference, _ in
        guard let risk = risk(at: difference) else { return nil }
        if isDirectory(difference) {
            return difference.change == .modified ? Finding(.medium, risk) : nil
        }
        return Finding(difference.change == .removed ? .medium : .high, risk)
    }

    private static let noteworthyPlace: Rule = { difference, _ in
        guard !isDirectory(difference), let risk = KnownPlaces.lesserRisk(at: difference.path) else { return nil }
        return Finding(.medium, risk)
    }

    /// Who may write into a directory of programs or settings may replace what is in it.
    private static let trustedDirectory: Rule = { difference, _ in
        guard let old = difference.from?.entry, let new = difference.to?.entry, old.kind == .directory,
            new.kind == .directory, let inside = difference.pathInside, KnownPlaces.isTrusted(inside: inside)
        else { return nil }
        if old.userID != new.userID { return Finding(.high, .ownerChanged) }
        guard new.mode & 0o020 != 0 else { return nil }
        if old.groupID != new.groupID { return Finding(.high, .ownerChanged) }
        return old.mode & 0o020 == 0 ? Finding(.high, .permissionsChanged) : nil
    }

    private static let worldWritable: Rule = { difference, _ in
        guard let new = difference.to?.entry, new.isWorldWritable else { return nil }
        if let old = difference.from?.entry, old.kind == new.kind, old.isWorldWritable { return nil }
        let decides = new.isExecutable || risk(at: difference) != nil
        return Finding(decides ? .high : .medium, .worldWritable)
    }

    private static let packageDatabase: Rule = { difference, _ in
        if KnownPlaces.packageScripts.contains(where: { $0.matches(difference.path) }) {
            return Finding(.low, .packageScripts)
        }
        return KnownPlaces.isPackageDatabase(difference.path) && !isDirectory(difference)
            ? Finding(.low, .packageDatabase) : nil
    }

    /// The place's risk; a directory counts with what is in it, and a link as the directory that it may lead to.
    private static func risk(at difference: FileDifference) -> Risk? {
        KnownPlaces.risk(at: difference.path) ?? difference.pathInside.flatMap(KnownPlaces.risk)
    }

    static func isDirectory(_ difference: FileDifference) -> Bool {
        [difference.from, difference.to].allSatisfy { $0 == nil || $0?.entry.kind == .directory }
    }
}
