// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Logging
import Policy
import Registry
import RegistryHTTP
import ServiceLifecycle
import UnixSignals
import Webhooks

/// Reads rules, keys, users, certificates and webhooks again on SIGHUP.
///
/// What is not valid leaves the old in force, loudly.
struct Reload: Service {
    let source: ConfigurationSource
    let running: Configuration
    let registry: Registry
    let responder: RegistryResponder
    let accounts: Accounts?
    let tls: TLSContext?
    let webhooks: WebhookTargets
    let port: ListeningPort
    let log: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in await UnixSignalsSequence(trapping: .sighup) { await reload() }
        }
    }

    private func reload() async {
        do {
            let new = try source.load()
            let problems = new.startupProblems()
            guard problems.isEmpty else { throw CommandFailure(.usage, problems.joined(separator: " ")) }
            // Half of these in force and half not could open the registry to everyone.
            let fixed = needingRestart(new)
            guard fixed.isEmpty else {
                throw CommandFailure(.usage, "a change of \(fixed.joined(separator: ", ")) needs a restart")
            }
            // Everything is checked before anything is put in force.
            let certificate = try new.tls.map { files in
                do {
                    return try TLSContext(certificateFile: files.certificate, keyFile: files.key)
                } catch {
                    throw CommandFailure(.usage, "\(files.certificate) and \(files.key) cannot be used: \(error)")
                }
            }
            let users = try new.users.map { try Accounts(path: $0) }
            let (secrets, warnings) = try new.webhookSecrets()
            let policy = try Registry.LivePolicy(new, port: port.number)
            if let certificate { tls?.replace(by: certificate) }
            if let users { accounts?.replace(by: users) }
            webhooks.replace(new, secrets: secrets)
            registry.replacePolicy(policy)
            responder.replaceSettings(ServerSettings(new, accounts: accounts))
            await logTrust()
            for warning in warnings { log.warning("\(warning)") }
            log.notice("rules, keys, users, certificates and webhooks were read again")
        } catch let errors as ConfigurationErrors {
            for error in errors.errors { complain(error.description) }
        } catch let failure as CommandFailure {
            complain(failure.message)
        } catch {
            complain("\(error)")
        }
    }

    /// Lets the logs tell of new requirements; the policy is in force all the same, and each push tells its own log.
    private func logTrust() async {
        do {
            try await registry.logTrust()
        } catch {
            log.error("the logs do not tell of new requirements for signatures yet", metadata: ["error": "\(error)"])
        }
    }

    private func complain(_ reason: String) {
        log.error("the configuration is NOT reloaded; the old one stays in force", metadata: ["reason": "\(reason)"])
    }

    private func needingRestart(_ new: Configuration) -> [String] {
        [
            ("listen", new.listen != running.listen), ("data", new.data != running.data),
            ("name", new.name != running.name), ("users", new.users != running.users),
            ("tls", (new.tls == nil) != (running.tls == nil)),
            ("upstreams", new.upstreams != running.upstreams),
            ("default-upstream", new.defaultUpstream != running.defaultUpstream),
        ].filter(\.1).map(\.0)
    }
}
