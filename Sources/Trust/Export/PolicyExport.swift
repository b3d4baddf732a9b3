// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The rules that require signatures, to be written for programs that enforce them where images are run.
///
/// What a program cannot express is written wider, so that it asks for more than the registry and never for less, and
/// a note says so. Where even that is not possible, there is an error instead of a file.
public struct PolicyExport: Sendable {
    /// A program that policies are written for.
    public enum Tool: String, CaseIterable, Sendable {
        /// podman, skopeo, buildah and CRI-O: `policy.json` and a file for `registries.d`.
        case podman
        /// Kyverno: a `ClusterPolicy`.
        case kyverno
        /// The policy controller of Sigstore: `ClusterImagePolicy` objects.
        case policyController = "policy-controller"
        /// Notation: `trustpolicy.json` and its trust stores.
        case notation
    }

    /// One rule, in the order of the configuration, in which the first that matches decides.
    public struct Rule: Sendable {
        /// Patterns over repository names; empty means all.
        public let repositories: [String]
        /// Patterns over tags; empty means all.
        public let tags: [String]
        /// What is required, all of it; empty means nothing.
        public let requirements: [TrustRequirement]

        /// Creates a rule.
        public init(repositories: [String] = [], tags: [String] = [], requirements: [TrustRequirement]) {
            self.repositories = repositories
            self.tags = tags
            self.requirements = requirements
        }
    }

    /// A key that rules name.
    public struct Key: Sendable {
        /// The public key as PEM.
        public let pem: String
        /// The certificates as PEM, the signer's first, when the key was given as such.
        public let certificates: String?

        /// Creates a key.
        public init(pem: String, certificates: String? = nil) {
            self.pem = pem.hasSuffix("\n") ? pem : pem + "\n"
            self.certificates = certificates
        }
    }

    let host: RegistryHost
    let rules: [Rule]
    let keys: [String: Key]

    /// Creates an export.
    ///
    /// - Parameters:
    ///   - host: What clients call the registry.
    ///   - rules: The rules of the registry, in their order, also those that require nothing.
    ///   - keys: The keys that are not revoked, by name.
    /// - Throws: ``PolicyExportError`` when nothing is required, or a requirement cannot be met.
    public init(host: RegistryHost, rules: [Rule], keys: [String: Key]) throws(PolicyExportError) {
        for requirement in rules.flatMap(\.requirements) {
            guard requirement.threshold <= requirement.keys.count else {
                throw .unreachable(threshold: requirement.threshold, keys: requirement.keys)
            }
            for name in requirement.keys where keys[name] == nil { throw .unknownKey(name) }
        }
        guard rules.contains(where: { !$0.requirements.isEmpty }) else { throw .nothingRequired }
        self.host = host
        self.rules = rules
        self.keys = keys
    }

    /// Writes the rules for a program.
    ///
    /// - Throws: ``PolicyExportError`` when the program cannot be told so without asking for less.
    public func policy(for tool: Tool) throws -> ExportedPolicy {
        switch tool {
        case .podman: podman()
        case .kyverno: kyverno()
        case .policyController: try policyController()
        case .notation: try notation()
        }
    }
}

// MARK: Requirements

extension PolicyExport {
    /// The most clauses that one requirement is written as.
    private static let maximumClauses = 64

    /// A requirement as lists of keys, of each of which one must have signed.
    ///
    /// "Two of three" becomes "a or b, and a or c, and b or c". In general, k of n have signed exactly when every choice
    /// of n - k + 1 keys holds one that has. With too many such choices, all keys are asked for.
    static func clauses(_ requirement: TrustRequirement) -> (clauses: [[String]], isExact: Bool) {
        let size = requirement.keys.count - requirement.threshold + 1
        var sets: [[String]] = [[]]
        for (place, key) in requirement.keys.enumerated() {
            let left = requirement.keys.count - place - 1
            sets += sets.filter { $0.count < size }.map { $0 + [key] }
            sets = sets.filter { $0.count + left >= size }
            guard sets.count <= maximumClauses else { return (requirement.keys.map { [$0] }, false) }
        }
        return (sets, true)
    }

    func pem(_ name: String) -> String { keys[name]?.pem ?? "" }

    /// Notes about requirements that are stricter in the file than in the rules.
    func clauseNotes() -> [String] {
        rules.flatMap(\.requirements).filter { !Self.clauses($0).isExact }.map {
            "\($0.threshold) of the \($0.keys.count) keys \($0.keys.joined(separator: ", ")) is written as all of them: "
                + "there are too many ways to choose"
        }
    }

    /// The rules that require nothing and stand before one that requires something.
    func exemptionNotes(_ program: String) -> [String] {
        let last = rules.lastIndex { !$0.requirements.isEmpty } ?? 0
        return rules[..<last].filter(\.requirements.isEmpty).map {
            "\(program) is not told that \($0.places) need no signature: where a later rule covers them too, it will ask "
                + "for one"
        }
    }
}

extension PolicyExport.Rule {
    /// The patterns over repositories, `**` for all.
    var repositoryPatterns: [String] { repositories.isEmpty ? ["**"] : repositories }

    /// Tells whether the rule is about every tag.
    var coversAllTags: Bool {
        tags.isEmpty || tags.contains { !$0.isEmpty && $0.utf8.allSatisfy { $0 == UInt8(ascii: "*") } }
    }

    /// The patterns over tags, or nil when the rule is about every tag.
    var tagPatterns: [String]? { coversAllTags ? nil : tags }

    /// What the rule is about, in words.
    var places: String {
        repositoryPatterns.joined(separator: ", ") + (tagPatterns.map { ", tags \($0.joined(separator: ", "))" } ?? "")
    }
}
