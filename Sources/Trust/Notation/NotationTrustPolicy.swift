// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// A trust policy of Notation: `trustpolicy.json`, version 1.0.
///
/// See <https://github.com/notaryproject/specifications/blob/main/specs/trust-store-trust-policy.md>. Reading is strict:
/// a policy that Notation would refuse is refused, and so are members that nothing acts on.
public struct NotationTrustPolicy: Sendable {
    /// Whom a statement trusts.
    public enum Identities: Hashable, Sendable {
        /// Everybody that the trust stores stand behind.
        case anybody
        /// Those whose certificate has all parts of one of these.
        case named([NotationIdentity])
    }

    /// When the time of a timestamp authority is asked for.
    public enum TimestampUse: String, Sendable {
        case always
        case afterCertExpiry
    }

    /// What is asked of signatures in some repositories.
    public struct Statement: Sendable {
        /// What the statement is called.
        public let name: String
        /// The repositories with their hosts, or `*` alone.
        public let scopes: [String]
        /// The actions that ``overrides`` start from.
        public let level: NotationCheck.Level
        /// What differs from the level.
        public let overrides: [NotationCheck: NotationCheck.Action]
        /// When a timestamp authority's time is asked for.
        public let timestampUse: TimestampUse
        /// The stores whose certificates are trusted.
        public let stores: [NotationTrustStore.Name]
        /// Whom of those that the stores stand behind.
        public let identities: Identities

        /// What follows when a check fails.
        public func action(for check: NotationCheck) -> NotationCheck.Action {
            overrides[check] ?? level.action(for: check)
        }
    }

    /// The scope that stands for every repository no other statement names.
    public static let everything = "*"
    /// The most bytes a policy may have.
    public static let maximumSize = 1 << 20

    /// The statements, in the order of the file.
    public let statements: [Statement]

    /// Reads a policy.
    ///
    /// - Throws: ``NotationError/policy(_:)`` that names the statement and what is wrong with it.
    public init(parsing bytes: [UInt8]) throws(NotationError) {
        guard bytes.count <= Self.maximumSize else { throw .policy("it has more than \(Self.maximumSize) bytes") }
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue(parsing: bytes)
        } catch {
            throw .policy("it is not JSON: \(error)")
        }
        let members = try NotationPolicyReader.members(document, known: ["version", "trustPolicies"], of: "the policy")
        guard members["version"]?.string == "1.0" else { throw .policy("its version is not \"1.0\"") }
        guard let list = members["trustPolicies"]?.array, !list.isEmpty else {
            throw .policy("it has no statements (trustPolicies)")
        }
        var statements: [Statement] = []
        var names: Set<String> = []
        var scopes: [String: String] = [:]
        for element in list {
            let statement = try NotationPolicyReader.statement(element)
            guard names.insert(statement.name).inserted else {
                throw .policy("two statements are called \"\(statement.name)\"")
            }
            for scope in statement.scopes {
                if let other = scopes.updateValue(statement.name, forKey: scope) {
                    throw .policy("the scope \(scope) stands in \"\(other)\" and again in \"\(statement.name)\"")
                }
            }
            statements.append(statement)
        }
        self.statements = statements
    }

    /// The statement that a repository falls under, with its host: the one that names it, else the one for all.
    public func statement(for scope: String) -> Statement? {
        statements.first { $0.scopes.contains(scope) } ?? statements.first { $0.scopes == [Self.everything] }
    }
}
