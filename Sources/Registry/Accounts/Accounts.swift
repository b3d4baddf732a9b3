// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
public import Policy
internal import Synchronization

/// The users of the registry: the file they stand in, and the check of their passwords.
///
/// A change is written to the file, durable, before it takes effect. All methods block; call them off event loops.
public final class Accounts: Sendable {
    /// Checks passwords against the users in force.
    public let verifier: PasswordVerifier
    private let path: String
    private let file: Mutex<PasswordFile>

    /// Opens a users file.
    ///
    /// - Throws: ``PasswordFileError`` when it cannot be read or holds a user whose password cannot be checked safely.
    public init(path: String) throws {
        let file = try PasswordFile.load(path: path)
        self.path = path
        self.file = Mutex(file)
        self.verifier = PasswordVerifier(file: file)
    }

    /// The names of all users.
    public var names: [String] { file.withLock { $0.names } }

    /// Stands for a user's password: it stays the same exactly as long as that does.
    public struct Credential: Hashable, Sendable {
        fileprivate let mark: SHA256.Digest
    }

    /// Finds what stands for a user's password; nil when there is no such user.
    ///
    /// It waits for a change of the users that is being written.
    public func credential(of name: String) -> Credential? {
        file.withLock { $0.hash(of: name) }.map { Credential(mark: SHA256.hash(data: Array($0.utf8))) }
    }

    /// Takes the users of another file that was read already.
    public func replace(by other: Accounts) {
        let users = other.file.withLock { $0 }
        file.withLock { current in
            current = users
            verifier.replace(users)
        }
    }

    /// Adds a user.
    ///
    /// - Throws: ``RegistryError`` with `conflict` when the name is taken, `requestInvalid` when it is no name.
    public func add(_ name: String, password: String) throws {
        guard UserName.isValid(name) else {
            throw RegistryError(.requestInvalid, "a user name is \(UserName.grammar)")
        }
        let hash = try Bcrypt.hash(password)
        try change { file in
            guard file.hash(of: name) == nil else {
                throw RegistryError(
                    .conflict,
                    "there is a user \(name) already; holdfast user passwd \(name) sets a new password"
                )
            }
            file.set(name, hash: hash)
        }
    }

    /// Sets the password of a user there is.
    ///
    /// - Throws: ``RegistryError`` with `userUnknown`.
    public func setPassword(of name: String, to password: String) throws {
        let hash = try Bcrypt.hash(password)
        try change { file in
            guard file.hash(of: name) != nil else { throw Self.unknown(name) }
            file.set(name, hash: hash)
        }
    }

    /// Removes a user.
    ///
    /// - Throws: ``RegistryError`` with `userUnknown`.
    public func remove(_ name: String) throws {
        try change { file in
            guard file.remove(name) else { throw Self.unknown(name) }
        }
    }

    /// Writes the users to another file, as a backup does.
    public func copy(to path: String) throws {
        try file.withLock { try $0.write(to: path) }
    }

    private func change(_ body: (inout PasswordFile) throws -> Void) throws {
        try file.withLock { current in
            // Somebody may have edited the file by hand since it was read.
            var changed = try PasswordFile.load(path: path)
            try body(&changed)
            try changed.write(to: path)
            current = changed
            verifier.replace(changed)
        }
    }

    private static func unknown(_ name: String) -> RegistryError {
        RegistryError(.userUnknown, "there is no user \(name); holdfast user list shows all")
    }
}
