// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Where sources can be got, as others may read it: a URL without a password or a token.
struct SourceAddress: Equatable {
    let text: String

    /// Reads what git calls the URL of a remote; nil for a path of this machine, and for what cannot be read safely.
    init?(_ remote: String) {
        guard remote.utf8.count <= 2_048, remote.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
        guard let mark = remote.firstRange(of: "://") else {
            // host:path, as ssh has it; a path has a slash before the first colon, or no colon.
            guard let colon = remote.firstIndex(of: ":"), !remote[..<colon].contains("/"), colon != remote.startIndex
            else { return nil }
            let path = remote[remote.index(after: colon)...].drop { $0 == "/" }
            guard !path.isEmpty, !remote[..<colon].hasPrefix("-") else { return nil }
            self.text = "ssh://\(remote[..<colon])/\(path)"
            return
        }
        let scheme = remote[..<mark.lowerBound].lowercased()
        guard ["http", "https", "ssh", "git"].contains(scheme) else { return nil }
        let rest = remote[mark.upperBound...].prefix { $0 != "?" && $0 != "#" }
        let authority = rest.prefix { $0 != "/" }
        let host: Substring
        if let at = authority.lastIndex(of: "@") {
            let user = authority[..<at].prefix { $0 != ":" }
            // With ssh the user is a part of the address and no secret; with HTTP it may be a token.
            let machine = authority[authority.index(after: at)...]
            host = scheme == "ssh" ? "\(user)@\(machine)" : machine
        } else {
            host = authority
        }
        guard !host.isEmpty else { return nil }
        self.text = "\(scheme)://\(host)\(rest[authority.endIndex...])"
    }
}
