// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import OCIModel
internal import Policy

/// Answers only to loopback names while there are no users, so that a web page cannot reach an open registry by
/// pointing a name of its own at 127.0.0.1.
enum HostGuard {
    static func check(_ authority: String?, settings: ServerSettings) throws {
        guard settings.accounts == nil, !settings.isInsecure else { return }
        guard let authority, isLoopback(authority) || isPublic(authority, settings) else {
            throw APIError(
                HTTPResponse.Status(code: 421, reasonPhrase: "Misdirected Request"),
                .denied,
                "a registry without users answers only to localhost, 127.0.0.1 and [::1]; "
                    + "add users, or set url: in the configuration to the name it is reached under"
            )
        }
    }

    private static func isPublic(_ authority: String, _ settings: ServerSettings) -> Bool {
        guard let url = settings.publicURL, let start = url.range(ofScheme: "://") else { return false }
        return url[start...].lowercased() == authority.lowercased()
    }

    static func isLoopback(_ authority: String) -> Bool {
        let host: Substring
        if authority.hasPrefix("["), let bracket = authority.firstIndex(of: "]") {
            host = authority[..<bracket].dropFirst()
        } else {
            host = authority.prefix { $0 != ":" }
        }
        // The port does not matter; ListenAddress knows which hosts are loopback.
        return ListenAddress(host: String(host), port: 0).isLoopback
    }
}

extension String {
    /// The index after a separator, if the text has it.
    func range(ofScheme separator: String) -> String.Index? {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(separator) { return self.index(index, offsetBy: separator.count) }
            index = self.index(after: index)
        }
        return nil
    }
}
