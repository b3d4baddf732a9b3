// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

extension RiskRules {
    /// What is run.
    static let programRules: [Rule] = [imageProgram, executable, programLink, code, knownProgram]

    /// Whatever a name that the image runs leads to now: a file, a link, nothing.
    private static let imageProgram: Rule = { difference, context in
        guard context.programs.contains(difference.path), difference.leadsElsewhere else { return nil }
        return Finding(.high, .imageProgram)
    }

    private static let executable: Rule = { difference, context in
        let wasExecutable = difference.from?.entry.isExecutable == true
        let isExecutable = difference.to?.entry.isExecutable == true
        let explained = context.packagesExplain(difference)
        switch (wasExecutable, isExecutable) {
        case (false, true): return Finding(explained ? .medium : .high, .executableAdded)
        case (true, true):
            return difference.leadsElsewhere ? Finding(explained ? .medium : .high, .executableChanged) : nil
        case (true, false): return Finding(explained ? .low : .medium, .executableRemoved)
        case (false, false): return nil
        }
    }

    /// A link is as good as the program it leads to, or as the directory of programs.
    private static let programLink: Rule = { difference, context in
        guard difference.leadsElsewhere, difference.to?.entry.kind == .symlink,
            [difference.path, difference.pathInside].contains(where: { $0.map(KnownPlaces.holdsPrograms) ?? false })
                || isRedirectedProgram(difference)
        else { return nil }
        let explained = context.packagesExplain(difference)
        return Finding(explained ? .medium : .high, difference.from == nil ? .executableAdded : .executableChanged)
    }

    /// Tells whether a link that is somewhere else led to a program before, or does now.
    private static func isRedirectedProgram(_ difference: FileDifference) -> Bool {
        guard difference.fields.contains(.target) else { return false }
        return [difference.from, difference.to].compactMap(\.self).contains { file in
            KnownPlaces.holdsOnlyPrograms(file.namedTarget)
        }
    }

    private static let code: Rule = { difference, context in
        guard let new = difference.to?.entry, new.kind == .file, !new.isExecutable, difference.leadsElsewhere,
            KnownPrograms.isCode(difference.path), !NoiseProfile.isCachedBytecode(difference.path)
        else { return nil }
        let explained = context.packagesExplain(difference)
        return Finding(explained ? .low : .medium, difference.from == nil ? .codeAdded : .codeChanged)
    }

    private static let knownProgram: Rule = { difference, context in
        guard let new = difference.to?.entry, new.isExecutable || new.kind == .symlink,
            difference.from.map({ !$0.entry.isExecutable && $0.entry.kind != .symlink }) ?? true,
            KnownPlaces.holdsPrograms(difference.path) || new.isExecutable,
            let risk = KnownPrograms.risk(of: difference.path)
        else { return nil }
        return Finding(context.packagesExplain(difference) ? .medium : .high, risk)
    }
}
