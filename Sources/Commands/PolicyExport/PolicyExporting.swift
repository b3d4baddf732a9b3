// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel
import Policy
import Trust

struct PolicyExporting: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write what the rules require for programs that enforce it where images are run.",
        discussion: """
            EXAMPLES:
              holdfast policy export --for podman --output /etc/containers
              holdfast policy export --for kyverno --config my.yaml | kubectl apply -f -
              holdfast policy export --for notation --host registry.example.com

            Takes the rules with `require` and the keys of the configuration. What the other program cannot express is \
            written so that it asks for more images to be signed, never for fewer, and said. What a signature has to name \
            is up to that program:

              podman             the tag counts when it pulls by tag, not by digest;
                                 "one of several keys" needs podman 5.3 or skopeo 1.17
              kyverno            the tag of a signature does not count: as bind: digest
              policy-controller  the same; it sees digests alone, so all tags are alike;
                                 * stays within a part of a name, ** goes across
              notation           the tag counts with verify --user-metadata alone;
                                 repositories are named one by one, or all

            None of them reads the tag log: an older image that was signed under the same tag passes again.
            """
    )

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("\(PolicyExporting.programs).", valueName: "program"),
        completion: .list(PolicyExport.Tool.allCases.map(\.rawValue)),
        transform: PolicyExporting.tool
    )
    var tool: PolicyExport.Tool

    @Option(
        help: ArgumentHelp("The configuration.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var config = "holdfast.yaml"

    @Option(
        help: ArgumentHelp("What clients call the registry. Else the url of the configuration.", valueName: "host"),
        transform: PolicyExporting.registryHost
    )
    var host: RegistryHost?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write the files below this directory. Else to the standard output.",
            valueName: "directory"
        ),
        completion: .directory
    )
    var output: String?

    @Flag(help: "Write over files that are there.")
    var force = false

    @OptionGroup var printing: OutputOptions

    func run() async throws {
        let console = printing.console
        let configuration = try Configuration.load(path: Surroundings.current.absolute(config))
        let exported = try export(configuration)
        if let output {
            let directory = Surroundings.current.absolute(output)
            let target = ExportTarget(directory: directory, force: force)
            try target.write(exported.files)
        }
        switch console.format {
        case .json: try console.data(bytes: json(exported))
        case .text: try console.data(text(exported))
        }
        for note in exported.notes { try console.complain(note) }
    }
}

extension PolicyExporting {
    private static let programs = "podman, kyverno, policy-controller or notation"

    @Sendable private static func tool(_ text: String) throws -> PolicyExport.Tool {
        guard let tool = PolicyExport.Tool(rawValue: text) else { throw ValidationError("--for is \(programs).") }
        return tool
    }

    @Sendable private static func registryHost(_ text: String) throws -> RegistryHost {
        do throws(RegistryHostError) {
            return try RegistryHost(text)
        } catch {
            throw ValidationError("\(error).")
        }
    }

    private func export(_ configuration: Configuration) throws -> ExportedPolicy {
        let rules = configuration.rules.rules.map { rule in
            PolicyExport.Rule(
                repositories: rule.repositories.map(\.pattern),
                tags: rule.tags.map(\.pattern),
                requirements: rule.require.map { required in
                    TrustRequirement(
                        keys: required.keys,
                        threshold: required.threshold,
                        binding: required.bind == .tag ? .tag : .digest
                    )
                }
            )
        }
        var keys: [String: PolicyExport.Key] = [:]
        for file in configuration.keys {
            let (key, text) = try KeyReading.configured(file)
            let isCertificate = text.contains("-----BEGIN CERTIFICATE-----")
            keys[file.name] = PolicyExport.Key(pem: key.pem, certificates: isCertificate ? text : nil)
        }
        do {
            return try PolicyExport(host: try host(of: configuration), rules: rules, keys: keys).policy(for: tool)
        } catch let error as PolicyExportError {
            throw CommandFailure(
                .usage,
                "\(config) cannot be written for \(tool.rawValue)",
                cause: .own(error.description)
            )
        }
    }

    private func host(of configuration: Configuration) throws(CommandFailure) -> RegistryHost {
        if let host { return host }
        guard let url = configuration.url, let mark = url.firstRange(of: "://") else {
            throw CommandFailure(
                .usage,
                "\(config) does not say what the registry is called",
                advice: "Give --host registry.example.com, or add url: to the configuration."
            )
        }
        do throws(RegistryHostError) {
            let scheme = RegistryHost.Scheme(rawValue: String(url[..<mark.lowerBound]))
            return try RegistryHost(url[mark.upperBound...], scheme: scheme)
        } catch {
            throw CommandFailure(
                .usage,
                "\"url\" of \(config) is not what clients call a registry",
                cause: .own(error.description),
                advice: "Give --host with a name that they can write."
            )
        }
    }

    private func text(_ exported: ExportedPolicy) -> String {
        if let output {
            return exported.files.map { VisibleText.line("\(output)/\($0.name)") }.joined(separator: "\n")
        }
        guard exported.files.count > 1 else { return exported.files.first?.text ?? "" }
        return exported.files.map { "# \($0.name)\n\($0.text)" }.joined(separator: "\n")
    }

    /// The document `holdfast.policy/1`.
    private func json(_ exported: ExportedPolicy) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.policy/1")
            json.member("for", tool.rawValue)
            json.member("files", exported.files) { json, file in
                json.member("name", file.name)
                json.member("text", file.text)
            }
            json.member("notes", texts: exported.notes)
        }
        return json.bytes
    }
}
