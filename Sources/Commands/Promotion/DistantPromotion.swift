// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageReading
import OCIClient
import OCIModel

/// A promotion between two registries, or on one that is no Holdfast: a copy that says where it comes from.
struct DistantPromotion {
    enum Mode {
        case carryOut
        case rehearse
    }

    let source: Reference
    let target: Reference
    let kind: TargetKind
    let reason: String?

    func run(mode: Mode, _ server: ServerOptions, _ login: LoginOptions, _ output: OutputOptions) async throws {
        let from = try server.located(.registry(source))
        let to = try server.located(.registry(target))
        let console = output.console
        if reason != nil {
            try console.complain(
                "The reason is not kept: between registries the target notes only where it comes from."
            )
        }
        guard mode == .carryOut else { return try await rehearse(from, to, server, login, console) }
        let settings = try settings(from, to, server, login)
        let outcome = try await ImageAccess.withAccess(settings) { access in
            try await access.withSource(from) { source in
                try await access.withDestination(to) { destination in
                    try await ProgressLine.showing("blob", volume: output.volume) { progress in
                        try await copy(from, source, to, destination, progress, console)
                    }
                }
            }
        }
        switch console.format {
        case .json: try console.data(bytes: json(outcome, from, to))
        case .text: try console.data(outcome.text)
        }
        try console.talk(outcome.summary)
        for note in outcome.report.notes { try console.complain(note) }
        for refused in outcome.report.refused { try console.complain("not taken: \(refused)") }
        if !outcome.report.refused.isEmpty { throw ExitStatus.finding }
    }

    private func copy(
        _ from: ImageLocation,
        _ source: any ImageSource,
        _ to: ImageLocation,
        _ destination: any ImageDestination,
        _ progress: TransferProgress,
        _ console: Console
    ) async throws -> CopyOutcome {
        if let disagreement = try await source.disagreement(in: from) {
            throw CommandFailure(.finding, "nothing was promoted", cause: .own(disagreement))
        }
        let digest = try await source.resolve(try await source.wantedReference(of: from)).digest
        if let wanted = target.digest, wanted != digest {
            throw CommandFailure(.usage, "\(from) is \(digest), not the \(wanted) that the target names")
        }
        var place = destination
        if kind == .holdfast, var registry = destination as? RegistryDestination, case .registry(var origin) = from {
            origin.digest = digest
            registry.promotedFrom = origin
            place = registry
        }
        var options = ImageCopy.Options()
        options.progress = progress
        let tags = [target.tag?.rawValue].compactMap(\.self)
        let report = try await ImageCopy(source: source, destination: place, options: options)
            .run(.digest(digest), tags: tags)
        try await place.finish()
        return CopyOutcome(source: from, destination: to, tags: tags, report: report)
    }

    /// Tells what the target's rules say of its tag.
    private func rehearse(
        _ from: ImageLocation,
        _ to: ImageLocation,
        _ server: ServerOptions,
        _ login: LoginOptions,
        _ console: Console
    ) async throws {
        guard kind == .holdfast else {
            try console.data("\(from) would be copied to \(to), which tells of no rules")
            return
        }
        try await server.withClient(for: target, login: login) { client in
            let document = try await client.document(
                ManagementRequest(
                    "test the rules for \(target.queryText)",
                    .get,
                    "/api/v1/rules",
                    query: ["ref": target.queryText]
                )
            )
            try console.show(document) {
                RulesTest.text(document.value, name: target.queryText, style: console.style)
            }
        }
    }

    private func settings(
        _ from: ImageLocation,
        _ to: ImageLocation,
        _ server: ServerOptions,
        _ login: LoginOptions
    ) throws -> PlaceSettings {
        guard case .registry(let source) = from, case .registry(let target) = to,
            source.normalized().host == target.normalized().host || (server.creds == nil && login.username == nil)
        else {
            throw CommandFailure(
                .usage,
                "one login was given for two registries",
                advice: "Log in to them with docker or podman instead."
            )
        }
        return try server.placeSettings(login)
    }

    /// The document `holdfast.promote/1`, as far as a copy knows what belongs in it.
    private func json(_ outcome: CopyOutcome, _ from: ImageLocation, _ to: ImageLocation) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.promote/1")
            json.member("from", from.description)
            json.member("to", to.description)
            json.member("digest", outcome.report.digest.rawValue)
            json.member("outcome", "promoted")
            json.member("hold", nil as Int64?)
            json.member("referrers", Int64(outcome.report.referrers))
            json.member("companions", texts: outcome.report.companions)
            json.member("notes", texts: outcome.report.notes + outcome.report.refused)
            json.member("dryRun", false)
        }
        return json.bytes
    }
}
