// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

/// What the machine that runs the tests has to offer.
enum Machine {
    static var isRoot: Bool { geteuid() == 0 }

    /// Where programs are looked for; an ordinary user's PATH may lack the directories of the administrator.
    private static let directories =
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { String($0) }
        + ["/usr/bin", "/usr/sbin", "/bin", "/sbin"]

    static func path(of program: String) -> String? {
        if program.contains("/") { return access(program, X_OK) == 0 ? program : nil }
        return directories.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }

    /// The program under test: HOLDFAST_BIN, else the one that was built together with these tests.
    static let holdfast: String = {
        if let named = ProcessInfo.processInfo.environment["HOLDFAST_BIN"] { return named }
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent("holdfast").path
    }()

    /// A number from the environment, for tests that can be made to last longer.
    static func number(_ variable: String, otherwise fallback: Int) -> Int {
        ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? fallback
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips what needs programs that are not installed; `scripts/test` installs them.
    static func needs(_ programs: String...) -> Self {
        let missing = programs.filter { Machine.path(of: $0) == nil }
        return .enabled(if: missing.isEmpty, "not installed: \(missing.joined(separator: ", "))")
    }

    /// Skips what only the administrator may do.
    static func needsRoot(to purpose: Comment) -> Self {
        .enabled(if: Machine.isRoot, "only root may \(purpose)")
    }
}
