// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The users of a registry, over the network or in the file.
protocol UserAdministration {
    /// All users.
    func users() async throws -> ServerDocument

    /// Adds a user that does not exist yet.
    func addUser(_ name: String, password: String) async throws -> ServerDocument?

    /// Gives a user another password.
    func setPassword(_ password: String, of name: String) async throws -> ServerDocument?

    /// Removes a user.
    func removeUser(_ name: String) async throws -> ServerDocument?
}

/// The tokens of a registry.
protocol TokenAdministration {
    /// All tokens, without their secrets.
    func tokens() async throws -> ServerDocument

    /// Creates a token; the answer holds its secret.
    func createToken(_ token: TokenRequest) async throws -> ServerDocument

    /// Makes a token useless.
    func revokeToken(_ id: String) async throws -> ServerDocument?
}

/// The upkeep of a registry's storage.
protocol Maintenance {
    /// Removes, or only finds, what nothing keeps.
    func collectGarbage(_ mode: GarbageMode) async throws -> ServerDocument

    /// Hashes everything that is stored.
    func scrub() async throws -> ServerDocument

    /// Copies everything that is stored into a directory.
    func backUp(to directory: String) async throws -> ServerDocument
}

/// Whether garbage is removed.
enum GarbageMode {
    case remove
    case dryRun
}

/// What a new token shall be.
struct TokenRequest: Equatable, Sendable {
    /// Its name, for people.
    var name: String
    /// The seconds it is valid; nil is for ever.
    var expires: Int64?
    /// Globs over the repositories it is for.
    var repositories: [String]
    /// The rights it carries, by name.
    var can: [String]
}
