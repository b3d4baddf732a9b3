// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// A clock that shows another time, for programs that are started with it: Debian's libfaketime.
///
/// Without the wrapper `faketime`, which would stand between a program and the signals that it is sent.
enum FakeClock: String, CaseIterable, Sendable {
    case right = "+0"
    case tenYearsBehind = "-10y"
    case tenYearsAhead = "+10y"

    static let wrapper = "faketime"

    /// Where the library lies, if it is installed.
    private static let library = {
        let root = "/usr/lib"
        // Losing the error is right: without the directory there is no library.
        let architectures = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return architectures.map { "\(root)/\($0)/faketime/libfaketimeMT.so.1" }
            .first { FileManager.default.fileExists(atPath: $0) }
    }()

    /// What a program finds in its environment; how long something takes is measured as ever.
    var environment: [String: String] {
        guard self != .right, let library = Self.library else { return [:] }
        return ["LD_PRELOAD": library, "FAKETIME": rawValue, "FAKETIME_DONT_FAKE_MONOTONIC": "1"]
    }
}
