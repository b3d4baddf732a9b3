// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What holdfast.yaml says, with the default for whatever it leaves out.
public struct Configuration: Hashable, Sendable {
    /// The origin of the tag logs; nil: generated once and kept with the data.
    public var name: String?
    /// The public address, without a slash at its end; nil: taken from each request.
    public var url: String?
    /// The proxies whose word about the client's address is taken.
    public var trustedProxies: [AddressRange]
    /// Where to listen.
    public var listen: ListenAddress
    /// The directory of the data.
    public var data: String
    /// The server's certificate; nil: plain HTTP.
    public var tls: TLSFiles?
    /// Tells whether an address that others can reach may go without TLS or users.
    public var insecure: Bool
    /// Which requests are logged.
    public var requestLog: RequestLog
    /// What may happen to tags.
    public var rules: RuleSet
    /// The path of the users file; nil: there are no users.
    public var users: String?
    /// Who may do what.
    ///
    /// Without a users file everyone may do everything. With one and without `access` entries, whoever is signed in may
    /// do everything and nobody else anything.
    public var access: AccessPolicy
    /// Whether the one who pushed is kept from approving, where the file says so.
    public var approvalsDistinct: Bool?
    /// Who is told what happens, at most ``Webhook/maximumCount``.
    public var webhooks: [Webhook]
    /// The keys whose signatures rules may require, at most ``TrustKeyFile/maximumCount``.
    public var keys: [TrustKeyFile]
    /// The registries that this one stands in front of.
    public var upstreams: [Upstream]
    /// The name of the upstream that clients mean who take this registry for a mirror and do not say of what.
    public var defaultUpstream: String?
    /// The files whose digests garbage collection keeps; nil: it asks no file.
    public var keepLocks: KeptFiles?

    /// Creates a configuration of defaults alone.
    public init() {
        self.name = nil
        self.url = nil
        self.trustedProxies = []
        self.listen = .standard
        self.data = "./holdfast-data"
        self.tls = nil
        self.insecure = false
        self.requestLog = .all
        self.rules = RuleSet([])
        self.users = nil
        self.access = .open
        self.approvalsDistinct = nil
        self.webhooks = []
        self.keys = []
        self.upstreams = []
        self.defaultUpstream = nil
        self.keepLocks = nil
    }

    /// The configuration of a registry without a file.
    public static let standard = Configuration()

    /// Who of those with the right to approve may decide a hold.
    ///
    /// Once there are users, not the one who pushed, unless the file says otherwise.
    public var approvals: ApprovalPolicy { approvalsDistinct ?? (users != nil) ? .distinct : .anyApprover }

    /// Tells whether anybody may do something without signing in.
    public var anonymousAccess: Bool { access.admitsAnonymous }
}

// MARK: Reading

extension Configuration {
    /// The most bytes a file may have.
    public static let maximumSize = YAMLDocument.maximumSize

    /// Reads a file.
    ///
    /// Paths in it are relative to the directory it lies in; the default data directory is relative to the working
    /// directory.
    /// - Throws: ``ConfigurationErrors`` with everything that is wrong.
    public static func load(path: String) throws -> Configuration {
        try Configuration(parsing: try ConfigurationText.read(path, limit: maximumSize), file: path)
    }

    /// Reads the text of a file; an empty one gives the defaults.
    ///
    /// - Parameters:
    ///   - text: YAML.
    ///   - file: The file's path, for messages and for the paths in it.
    /// - Throws: ``ConfigurationErrors`` with everything that is wrong.
    public init(parsing text: String, file: String) throws {
        self.init()
        var reader = ConfigurationReader(file: file)
        if let root = ConfigurationText.root(of: text, limit: Self.maximumSize, with: &reader) {
            take(root, with: &reader)
        }
        guard reader.errors.isEmpty else { throw ConfigurationErrors(reader.errors) }
    }

    private mutating func take(_ root: YAMLNode, with reader: inout ConfigurationReader) {
        let known = [
            "name", "url", "trusted-proxies", "listen", "data", "tls", "insecure", "log", "rules", "users", "access",
            "approvals", "keys", "webhooks", "upstreams", "default-upstream", "keep-locks",
        ]
        guard let fields = reader.fields(of: root, in: "the configuration", known: known) else { return }
        name = reader.origin(fields["name"])
        url = reader.url(fields["url"])
        trustedProxies = reader.trustedProxies(fields["trusted-proxies"])
        listen = reader.listen(fields["listen"]) ?? listen
        data = reader.path(fields["data"], "data") ?? data
        tls = reader.tls(fields["tls"])
        insecure = reader.flag(fields["insecure"], "insecure") ?? insecure
        requestLog = reader.requestLog(fields["log"]) ?? requestLog
        keys = reader.keys(fields["keys"])
        rules = reader.rules(fields["rules"], keys: reader.keyNames(fields["keys"]))
        users = reader.path(fields["users"], "users")
        approvalsDistinct = reader.approvalsDistinct(fields["approvals"])
        webhooks = reader.webhooks(fields["webhooks"], isInsecure: insecure)
        upstreams = reader.upstreams(fields["upstreams"], isInsecure: insecure)
        defaultUpstream = reader.defaultUpstream(fields["default-upstream"], of: fields["upstreams"])
        keepLocks = reader.keepLocks(fields["keep-locks"])
        if let entries = reader.access(fields["access"]) {
            access = AccessPolicy(entries: entries)
        } else {
            access = users == nil ? .open : .signedIn
        }
    }
}
