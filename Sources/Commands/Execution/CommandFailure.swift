// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIModel

/// Why a command ends without having done its work: what happened, why, and what to do next.
///
/// Printed as up to three lines. Words that came from elsewhere are quoted as such and made harmless for a terminal.
struct CommandFailure: Error, Equatable {
    /// The reason, told apart by who gave it.
    enum Cause: Equatable {
        /// Our own words.
        case own(String)
        /// The registry's words, quoted.
        case registry(String)
    }

    /// The exit status the failure leads to.
    var status: ExitStatus
    /// What happened, to which object.
    var message: String
    /// Why.
    var cause: Cause?
    /// What to run or change next.
    var advice: String?

    init(_ status: ExitStatus, _ message: String, cause: Cause? = nil, advice: String? = nil) {
        self.status = status
        self.message = message
        self.cause = cause
        self.advice = advice
    }

    /// The lines for people, without a line feed at the end.
    func text(style: Style) -> String {
        var lines = ["\(style.failure("error:")) \(VisibleText.line(message))"]
        switch cause {
        case .own(let reason): lines.append("  \(VisibleText.line(reason))")
        case .registry(let words): lines.append("  the registry says: \"\(VisibleText.line(words))\"")
        case nil: break
        }
        if let advice { lines.append("  \(VisibleText.line(advice))") }
        return lines.joined(separator: "\n")
    }
}

extension CommandFailure.Cause {
    /// The operating system's words for an error number.
    static func system(_ code: Int32) -> Self { .own(String(cString: strerror(code))) }
}
