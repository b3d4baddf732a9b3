// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The users of a registry: an htpasswd file whose hashes are all bcrypt.
///
/// Comments, blank lines and the order of lines are kept byte for byte when the file is written again.
public struct PasswordFile: Hashable, Sendable {
    /// The most bytes a file may have.
    public static let maximumSize = 1024 * 1024

    private enum Line: Hashable {
        case user(String, hash: String, text: String)
        case other(String)

        var text: String {
            switch self {
            case .user(_, _, let text), .other(let text): text
            }
        }

        func isUser(_ wanted: String) -> Bool {
            guard case .user(wanted, _, _) = self else { return false }
            return true
        }
    }

    private var lines: [Line]
    private var hashes: [String: String]

    /// Creates a file without users.
    public init() {
        self.lines = []
        self.hashes = [:]
    }

    /// Reads the text of a file.
    ///
    /// - Parameters:
    ///   - text: One `name:hash` a line; lines that are blank or start with `#` are comments.
    ///   - path: The file's name, for messages.
    /// - Throws: ``PasswordFileError`` naming the line and user, never the hash.
    public init(parsing text: String, path: String) throws {
        self.init()
        guard text.utf8.count <= Self.maximumSize else {
            throw PasswordFileError(path: path, message: "the file is larger than \(Self.maximumSize) bytes")
        }
        var rows = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if rows.last?.isEmpty == true { rows.removeLast() }
        for (index, row) in rows.enumerated() {
            let line = try Self.line(String(Substring(row)), number: index + 1, path: path)
            lines.append(line)
            guard case .user(let name, let hash, _) = line else { continue }
            guard hashes.updateValue(hash, forKey: name) == nil else {
                throw PasswordFileError(path: path, line: index + 1, message: "the user \"\(name)\" appears twice")
            }
        }
    }

    /// The users' names, in the order of the file.
    public var names: [String] {
        lines.compactMap { line in
            guard case .user(let name, _, _) = line else { return nil }
            return name
        }
    }

    /// Finds a user's hash.
    public func hash(of name: String) -> String? { hashes[name] }

    /// Sets a user's hash, in the user's place or at the end.
    ///
    /// - Precondition: The name is a ``UserName``; the hash came from ``Bcrypt/hash(_:cost:)``.
    public mutating func set(_ name: String, hash: String) {
        precondition(UserName.isValid(name), "a user name is checked before it is set")
        let line = Line.user(name, hash: hash, text: "\(name):\(hash)")
        if let index = lines.firstIndex(where: { $0.isUser(name) }) {
            lines[index] = line
        } else {
            lines.append(line)
        }
        hashes[name] = hash
    }

    /// Removes a user.
    ///
    /// - Returns: Whether there was one of that name.
    public mutating func remove(_ name: String) -> Bool {
        guard hashes.removeValue(forKey: name) != nil else { return false }
        lines.removeAll { $0.isUser(name) }
        return true
    }

    /// The text of the file, each line ended.
    public var text: String { lines.map { $0.text + "\n" }.joined() }
}

extension PasswordFile {
    /// The highest cost among the hashes, which is what an unknown user is made to cost.
    var highestCost: Int? {
        // Losing the reason is right: a hash set by hand that is not bcrypt has no cost.
        hashes.values.compactMap { try? BcryptHash($0).cost }.max()
    }

    private static func line(_ text: String, number: Int, path: String) throws -> Line {
        let bare = text.utf8.last == UInt8(ascii: "\r") ? text.utf8.dropLast() : text.utf8[...]
        let isBlank = bare.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        if isBlank || bare.first == UInt8(ascii: "#") { return .other(text) }
        guard let colon = bare.firstIndex(of: UInt8(ascii: ":")) else {
            throw PasswordFileError(
                path: path,
                line: number,
                message: "a line is written NAME:HASH, and this one has no colon"
            )
        }
        let name = String(Substring(bare[..<colon]))
        guard UserName.isValid(name) else {
            throw PasswordFileError(path: path, line: number, message: "a user name is \(UserName.grammar)")
        }
        do throws(BcryptError) {
            let hash = try BcryptHash(Substring(bare[bare.index(after: colon)...])).text
            return .user(name, hash: hash, text: text)
        } catch {
            let advice = "make one with \"holdfast user passwd \(name)\" or \"htpasswd -nB \(name)\""
            throw PasswordFileError(path: path, line: number, message: "user \"\(name)\": \(error); \(advice)")
        }
    }
}
