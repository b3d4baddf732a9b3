// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Hummingbird
import Logging
import OCIModel
import Policy
import Registry
import RegistryHTTP
import ServiceLifecycle
import Storage
import UnixSignals
import Webhooks

/// The registry as a process: its data, its listener and the work that time brings.
struct RegistryService {
    let source: ConfigurationSource
    let configuration: Configuration
    /// What is shown besides what the data directory holds.
    let show: Show

    /// What a registry starts with.
    enum Show {
        /// What its data directory holds.
        case data
        /// A small example, put into a data directory that is fresh.
        case demo
    }

    func run() async throws {
        var log = Logger(label: "holdfast") { _ in LogfmtHandler() }
        log.logLevel = .info
        let home = try await RegistryHome.open(
            configuration,
            expecting: show == .demo ? .nothing : .anything,
            upstreams: try UpstreamSessions(configuration),
            log: log
        )
        for upstream in configuration.upstreams {
            if let warning = upstream.credentialsWarning { log.warning("\(warning)") }
        }
        do {
            let demo = show == .demo ? try await Demo.load(into: home, until: SystemTime.now()) : nil
            try await serve(home, demo, log: log)
        } catch {
            home.data.removeServerFile()
            try await home.close()
            throw error
        }
        home.data.removeServerFile()
        try await home.close()
    }

    private func serve(_ home: RegistryHome, _ demo: Demo?, log: Logger) async throws {
        let tls = try configuration.tls.map { try openCertificate($0) }
        try await home.registry.nameLogs()
        // What a log tells of its requirements is to be so before anything is judged by them.
        try await home.registry.logTrust()
        let accounts = try configuration.users.map { try openAccounts($0) }
        let webhooks = try openWebhooks(log)
        let localSecret = UploadID().rawValue + UploadID().rawValue
        let responder = await RegistryResponder(
            registry: home.registry,
            settings: ServerSettings(configuration, accounts: accounts),
            signingKey: try await home.registry.signingKey(),
            localSecret: localSecret,
            pool: home.pool,
            log: log,
            now: SystemTime.now
        )
        var quiet = Logger(label: "holdfast.http") { _ in LogfmtHandler() }
        quiet.logLevel = .warning
        let address = configuration.listen
        let listening = ListeningPort()
        let application = RegistryServer.application(
            responder: responder,
            host: address.host,
            port: address.port,
            tls: tls,
            logger: quiet
        ) { port in
            listening.set(port)
            // Until now it was not known what signatures must say that name the port.
            var policy = home.registry.policy
            policy.acceptedAuthorities = configuration.acceptedAuthorities(port: port)
            home.registry.replacePolicy(policy)
            ready(ListenAddress(host: address.host, port: port), home, demo, localSecret, log)
        }
        try await serviceGroup(application, home, responder, accounts, tls, webhooks, listening, log, quiet).run()
    }

    private func openCertificate(_ files: TLSFiles) throws -> TLSContext {
        do {
            return try TLSContext(certificateFile: files.certificate, keyFile: files.key)
        } catch {
            throw CommandFailure(
                .usage,
                "the certificate \(files.certificate) and key \(files.key) cannot be used",
                cause: .own(String(describing: error))
            )
        }
    }

    private func openAccounts(_ path: String) throws -> Accounts {
        do {
            return try Accounts(path: path)
        } catch {
            throw CommandFailure(
                .usage,
                "the users file cannot be used",
                cause: .own(String(describing: error)),
                advice: "`holdfast user add NAME` makes one."
            )
        }
    }

    private func openWebhooks(_ log: Logger) throws -> WebhookTargets {
        let (secrets, warnings) = try configuration.webhookSecrets()
        for warning in warnings { log.warning("\(warning)") }
        return WebhookTargets(configuration, secrets: secrets)
    }

    private func serviceGroup(
        _ application: Application<RegistryResponder>,
        _ home: RegistryHome,
        _ responder: RegistryResponder,
        _ accounts: Accounts?,
        _ tls: TLSContext?,
        _ webhooks: WebhookTargets,
        _ listening: ListeningPort,
        _ log: Logger,
        _ quiet: Logger
    ) -> ServiceGroup {
        let reload = Reload(
            source: source,
            running: configuration,
            registry: home.registry,
            responder: responder,
            accounts: accounts,
            tls: tls,
            webhooks: webhooks,
            port: listening,
            log: log
        )
        var group = ServiceGroupConfiguration(
            services: [
                Recurring(every: .seconds(5), log: log, what: "hold deadlines") { [registry = home.registry] in
                    _ = try await registry.closeDueHolds()
                },
                Recurring(every: .seconds(10), log: log, what: "pull times") { [registry = home.registry] in
                    try await registry.writePulls()
                },
                Recurring(every: .seconds(3_600), log: log, what: "abandoned uploads") { [registry = home.registry] in
                    try await registry.discardAbandonedUploads()
                },
                Recurring(every: .seconds(3_600), log: log, what: "the index of images") { [registry = home.registry] in
                    try await registry.indexImages()
                },
                Recurring(every: .seconds(5), log: log, what: "comparisons") { [registry = home.registry] in
                    await registry.runComparisons()
                },
                Recurring(every: .seconds(3_600), log: log, what: "old messages") { [registry = home.registry] in
                    try await registry.tidyDeliveries()
                },
                Recurring(every: .seconds(30), log: log, what: "upstream tags") { [registry = home.registry] in
                    try await registry.watchUpstreams()
                },
                WebhookService(registry: home.registry, targets: webhooks, log: log),
                reload,
                application,
                FillingStop(registry: home.registry),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: quiet
        )
        // A pull that is in progress may end; one that takes longer than this is resumed by its client.
        group.maximumGracefulShutdownDuration = .seconds(30)
        return ServiceGroup(configuration: group)
    }

    /// Says where the registry is to be found: to people, and to the command line on this machine.
    private func ready(
        _ address: ListenAddress,
        _ home: RegistryHome,
        _ demo: Demo?,
        _ secret: String,
        _ log: Logger
    ) {
        let scheme = configuration.tls == nil ? "http" : "https"
        let everywhere = ["0.0.0.0": "127.0.0.1", "::": "::1"]
        let local = ListenAddress(host: everywhere[address.host] ?? address.host, port: address.port)
        let url = configuration.url ?? "\(scheme)://\(address)"
        var json = JSONWriter()
        json.object { json in
            json.member("url", "\(scheme)://\(local)")
            json.member("pid", Int64(ProcessNumber.current))
            json.member("token", secret)
        }
        do {
            try home.data.writeServerFile(json.bytes)
        } catch {
            log.error(
                "the command line on this machine will not find the registry by its data",
                metadata: ["error": "\(error)"]
            )
        }
        let users =
            configuration.users == nil ? "no users: open to this machine" : "users: \(configuration.users ?? "")"
        // Losing the error is right: there is nowhere else to say it.
        try? Surroundings.current.talk.write(
            Array(
                "holdfast: ready at \(url) (data: \(configuration.data); \(users))\n\(demo?.invitation(to: url) ?? "")"
                    .utf8
            )
        )
    }
}

extension ServerSettings {
    init(_ configuration: Configuration, accounts: Accounts?) {
        self.init(
            publicURL: configuration.url,
            scheme: configuration.tls == nil ? "http" : "https",
            trustedProxies: configuration.trustedProxies,
            requestLog: configuration.requestLog,
            accounts: accounts,
            access: configuration.access,
            isInsecure: configuration.insecure
        )
    }
}
