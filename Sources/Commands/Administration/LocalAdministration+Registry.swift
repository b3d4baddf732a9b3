// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import Logging
import Policy
import Registry
import Storage

extension LocalAdministration {
    /// Opens the registry for one piece of work, as the process that has the data directory.
    func withRegistry<Value: Sendable>(
        _ work: (RegistryHome) async throws -> Value
    ) async throws -> Value {
        var configuration = configuration
        configuration.data = directory
        var log = Logger(label: "holdfast") { _ in LogfmtHandler() }
        log.logLevel = .warning
        let home: RegistryHome
        do {
            home = try await RegistryHome.open(configuration, log: log)
        } catch let error as StoreError {
            throw CommandFailure(.registry, "\(directory) cannot be opened", cause: .own(error.description))
        }
        // What the registry requires is not known here, and is none of this work's business.
        var policy = home.registry.policy
        policy.logsTrust = false
        home.registry.replacePolicy(policy)
        do {
            let value = try await work(home)
            try await home.close()
            return value
        } catch {
            try await home.close()
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: any Error) -> any Error {
        switch error {
        case let error as RegistryError:
            CommandFailure(error.code == .requestInvalid ? .usage : .registry, error.message)
        case let error as StoreError: CommandFailure(.registry, error.description)
        default: error
        }
    }
}

extension LocalAdministration {
    /// Makes the tokens of a user stop working, if there is a registry with tokens.
    func revokeTokens(of name: String) async throws {
        guard DataDirectory(path: directory).holdsRegistry else { return }
        try await withRegistry { try await $0.registry.revokeTokens(of: name, by: .system) }
    }
}

extension LocalAdministration: Maintenance {
    func collectGarbage(_ mode: GarbageMode) async throws -> ServerDocument {
        try await withRegistry { home in
            let mode: Registry.GarbageMode = mode == .dryRun ? .report : .remove
            return try ServerDocument(bytes: try await home.registry.collectGarbage(mode, by: .system).json(mode))
        }
    }

    func scrub() async throws -> ServerDocument {
        try await withRegistry { try ServerDocument(bytes: try await $0.registry.scrub(by: .system).json) }
    }

    func backUp(to directory: String) async throws -> ServerDocument {
        try await withRegistry { home in
            let report = try await home.registry.backUp(into: directory, pool: home.pool, by: .system)
            if access(usersFile, F_OK) == 0 { try PasswordFile.load(path: usersFile).write(to: "\(directory)/users") }
            return try ServerDocument(bytes: report.json)
        }
    }
}

extension LocalAdministration: TokenAdministration {
    func tokens() async throws -> ServerDocument {
        try await withRegistry { home in
            try ServerDocument(bytes: TokenDocument(try await home.registry.tokens(by: .system)).json)
        }
    }

    func createToken(_ token: TokenRequest) async throws -> ServerDocument {
        let rights = try token.can.map { text in
            guard let right = Right(rawValue: text) else {
                let known = Right.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure(.usage, "\"\(text)\" is not a right", advice: "There are \(known).")
            }
            return right
        }
        return try await withRegistry { home in
            let made = try await home.registry.createToken(
                for: token.name,
                repositories: token.repositories,
                rights: rights,
                lifetime: token.expires.map { .seconds($0) },
                by: .system
            )
            return try ServerDocument(bytes: TokenDocument([made]).json)
        }
    }

    func revokeToken(_ id: String) async throws -> ServerDocument? {
        try await withRegistry { home in
            try ServerDocument(bytes: TokenDocument([try await home.registry.revokeToken(id, by: .system)]).json)
        }
    }
}
