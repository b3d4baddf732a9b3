// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import Policy

/// Where the configuration of a server comes from: a file, and what the command line puts over it.
struct ConfigurationSource: Sendable {
    var file: String?
    var listen: ListenAddress?
    var data: String?

    /// Reads the configuration.
    ///
    /// A users file that `holdfast user add` made in the data directory counts, even if nothing names it: users who were
    /// added must not be ignored.
    /// - Throws: ``ConfigurationErrors``.
    func load() throws -> Configuration {
        var configuration = try file.map { try Configuration.load(path: $0) } ?? .standard
        if let listen { configuration.listen = listen }
        if let data { configuration.data = data }
        let users = "\(configuration.data)/users"
        if configuration.users == nil, access(users, F_OK) == 0 {
            configuration.users = users
            if configuration.access == .open { configuration.access = .signedIn }
        }
        return configuration
    }
}
