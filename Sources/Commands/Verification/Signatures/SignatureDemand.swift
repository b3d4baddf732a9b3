// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Trust

/// Which signatures an image must have, by which keys, and who says so.
struct SignatureDemand: Sendable {
    /// Who says what is required.
    enum Source: Equatable, Sendable {
        /// The keys of the command line.
        case keys
        /// A file.
        case policy(String)
        /// The registry itself, which is no witness in its own cause.
        case server(String)
    }

    /// A key by its name.
    struct NamedKey: Sendable {
        let name: String
        let key: VerificationKey
    }

    /// Who says so.
    let source: Source
    /// What must be met, all of it.
    var requirements: [TrustRequirement]
    /// The keys that are known.
    var keys: [NamedKey]
    /// The hosts that a signature may name besides the one that was asked.
    var authorities: [String] = []

    /// One of some keys, or several.
    init(keys paths: [String], threshold: Int, binding: TrustRequirement.Binding) throws {
        var keys: [NamedKey] = []
        for path in paths {
            let key = try KeyReading.verificationKey(path)
            guard !keys.contains(where: { $0.key == key }) else {
                throw CommandFailure(.usage, "\(path) holds a key that was given already", advice: "Give each once.")
            }
            keys.append(NamedKey(name: Self.name(path, unlike: keys.map(\.name)), key: key))
        }
        self.source = .keys
        self.keys = keys
        self.requirements = [TrustRequirement(keys: keys.map(\.name), threshold: threshold, binding: binding)]
    }

    /// What a configuration requires of a tag.
    init(policy path: String, name: SignatureName, binding: TrustRequirement.Binding?) throws {
        let absolute = Surroundings.current.absolute(path)
        let configuration = try Configuration.load(path: absolute)
        guard let tag = name.tag else {
            throw CommandFailure(
                .usage,
                "rules are about tags, and the reference names none",
                advice: "Write \(name.repository):TAG, with @DIGEST if you like; or give --key."
            )
        }
        let rule = configuration.rules.rule(for: name.repository, tag: tag)
        self.source = .policy(path)
        self.keys = try configuration.keys.map { file in
            NamedKey(name: file.name, key: try KeyReading.configured(file).key)
        }
        self.requirements = rule.require.map { required in
            TrustRequirement(
                keys: required.keys,
                threshold: required.threshold,
                binding: binding ?? (required.bind == .tag ? .tag : .digest)
            )
        }
        self.authorities = configuration.acceptedAuthorities().sorted()
    }

    /// A registry that requires nothing of anything, since it is no Holdfast.
    init(server: String) {
        self.source = .server(server)
        self.keys = []
        self.requirements = []
    }

    /// What a registry says it requires of a tag, its document `holdfast.trust/1`; of a digest without a tag it requires
    /// nothing.
    init(server: String, document: JSONValue, tag: OCIModel.Tag?) throws(CommandFailure) {
        self.source = .server(server)
        self.keys = []
        self.requirements = []
        for key in document["keys"]?.array ?? [] {
            guard let name = key["name"]?.string, let pem = key["pem"]?.string else { continue }
            do throws(KeyError) {
                keys.append(NamedKey(name: name, key: try VerificationKey(pem: pem)))
            } catch {
                throw CommandFailure(
                    .registry,
                    "\(server) names a key \(name) that cannot be used",
                    cause: .own("\(error)")
                )
            }
        }
        // A tag has one rule; what cannot be read must not pass for a registry that requires nothing.
        guard let rules = document["rules"]?.array, let required = rules.first?["require"]?.array else {
            throw CommandFailure(
                .registry,
                "\(server) does not say in a form that is known here which signatures it requires",
                advice: "Use a newer version of holdfast, or give --key."
            )
        }
        for required in tag == nil ? [] : required {
            requirements.append(
                TrustRequirement(
                    keys: required["keys"]?.strings ?? [],
                    threshold: Int(clamping: required["threshold"]?.integer ?? 1),
                    // What is not known to be less counts as the more.
                    binding: required["bind"]?.string == "digest" ? .digest : .tag
                )
            )
        }
        self.authorities = document["authorities"]?.strings ?? []
    }

    /// A key is called by its file, without directory and ending.
    private static func name(_ path: String, unlike others: [String]) -> String {
        let file = path.split(separator: "/").last.map { String($0) } ?? path
        let stem = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
        return stem.isEmpty || others.contains(stem) ? path : stem
    }
}
