// SPDX-License-Identifier: Apache-2.0

/// An `http://` URL with a numeric IPv4 address.
struct Endpoint: Sendable {
    let address: String
    let port: UInt16

    /// The path with its query, `/` at the least.
    let path: String

    /// The value of the `Host` field.
    var authority: String { "\(address):\(port)" }

    init(_ url: String) throws(LoadError) {
        let scheme = "http://"
        guard url.hasPrefix(scheme) else { throw LoadError("'\(url)' does not start with \(scheme)") }
        let rest = url.dropFirst(scheme.count)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash].split(separator: ":", omittingEmptySubsequences: false)
        guard authority.count == 2, let port = UInt16(authority[1]) else {
            throw LoadError("'\(url)' needs an address and a port")
        }
        self.address = String(authority[0])
        self.port = port
        self.path = slash == rest.endIndex ? "/" : String(rest[slash...])
    }
}
