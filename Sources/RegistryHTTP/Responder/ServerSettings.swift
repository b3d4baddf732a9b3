// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Policy
public import Registry

/// What the HTTP face goes by, as far as it may change while it runs.
public struct ServerSettings: Sendable {
    /// The public address without a slash at the end; nil takes the one each request names.
    public var publicURL: String?
    /// The scheme of the listener.
    public var scheme: String
    /// Proxies whose word about the client's address is taken.
    public var trustedProxies: [AddressRange]
    /// Which requests are logged.
    public var requestLog: RequestLog
    /// The users; nil when the registry has none, and is open to this machine.
    public var accounts: Accounts?
    /// Who may do what.
    public var access: AccessPolicy
    /// Tells whether an address beyond loopback is served without users on purpose.
    public var isInsecure: Bool

    /// Creates settings.
    public init(
        publicURL: String?,
        scheme: String,
        trustedProxies: [AddressRange] = [],
        requestLog: RequestLog,
        accounts: Accounts?,
        access: AccessPolicy,
        isInsecure: Bool
    ) {
        self.publicURL = publicURL
        self.scheme = scheme
        self.trustedProxies = trustedProxies
        self.requestLog = requestLog
        self.accounts = accounts
        self.access = access
        self.isInsecure = isInsecure
    }
}
