// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The reason a load run stopped: a wrong answer, a broken connection or a wrong argument.
struct LoadError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// Creates an error for a system call that has just failed, with the reason from `errno`.
    static func system(_ call: String) -> LoadError {
        LoadError("\(call): \(String(cString: strerror(errno)))")
    }
}
