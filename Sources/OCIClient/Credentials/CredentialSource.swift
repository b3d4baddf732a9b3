// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// A place where docker or podman keep credentials.
///
/// Printing a value shows its name alone, since the text of an environment variable is itself secret.
public struct CredentialSource: Hashable, Sendable {
    /// What is to happen when a file is not there.
    public enum Absence: Hashable, Sendable {
        /// The file is in a default place: no file, no credentials.
        case allowed
        /// Somebody named the file: that it is missing is an error.
        case refused
    }

    private enum Origin: Hashable, Sendable {
        case text(String)
        case file(Absence)
    }

    /// The most bytes that are read from one source.
    public static let maximumSize = 1 << 20

    /// What to call the source in messages: the path, or the name of the environment variable.
    public let name: String
    private let origin: Origin

    /// Creates a source from a document at hand, such as the value of `DOCKER_AUTH_CONFIG`.
    public static func document(_ text: String, name: String) -> CredentialSource {
        CredentialSource(name: name, origin: .text(text))
    }

    /// Creates a source from a file, which is read when credentials are looked up.
    public static func file(_ path: String, absence: Absence) -> CredentialSource {
        CredentialSource(name: path, origin: .file(absence))
    }
}

extension CredentialSource: CustomStringConvertible, CustomReflectable {
    /// The source's name.
    public var description: String { name }
    /// A mirror that shows the name alone.
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

// MARK: Reading

extension CredentialSource {
    /// Reads the whole source; a file that may be absent and is gives nil.
    func bytes() throws(CredentialError) -> [UInt8]? {
        switch origin {
        case .text(let text):
            guard text.utf8.count <= Self.maximumSize else { throw .tooLarge(name: name, limit: Self.maximumSize) }
            return Array(text.utf8)
        case .file(let absence):
            return try contents(absence: absence)
        }
    }

    private func contents(absence: Absence) throws(CredentialError) -> [UInt8]? {
        let file = open(name, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            let code = errno
            if absence == .allowed, code == ENOENT || code == ENOTDIR { return nil }
            throw .unreadable(name: name, reason: String(cString: strerror(code)))
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = read(file, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadable(name: name, reason: String(cString: strerror(errno)))
            }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= Self.maximumSize else { throw .tooLarge(name: name, limit: Self.maximumSize) }
        }
    }
}
