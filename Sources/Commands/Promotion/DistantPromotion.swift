// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageReading
import OCIClient
import OCIModel
import Registry

/// A promotion between two registries, or on one that is no Holdfast: a copy that says where it comes from.
struct DistantPromotion {
    enum Mode {
        case carryOut
        case rehearse
    }

    let source: Reference
    /// The target, with its tag.
    let target: Reference
    let kind: TargetKind
    let reason: String?
    let server: ServerOptions
    let login: LoginOptions
    let output: OutputOptions

    func run(mode: Mode) async throws {
        let from = try server.located(.registry(source))
        let to = try server.located(.registry(target))
        let console = output.console
        if reason != nil {
            try console.complain(
                "The reason is not kept: between registries the target notes only where it comes from."
            )
        }
        let settings = try settings(from, to)
        let document = DistantPromotionDocument(from: from, to: to)
        guard mode == .carryOut else {
            let digest: Digest = try await ImageAccess.withAccess(settings) { access in
                try await access.withSource(from) { try await self.digest(of: from, in: $0) }
            }
            return try await rehearse(document, digest, to)
        }
        let attempt: Attempt = try await ImageAccess.withAccess(settings) { access in
            try await access.withSource(from) { source in
                try await access.withDestination(to) { destination in
                    try await ProgressLine.showing("blob", volume: output.volume) { progress in
                        try await self.attempt(from, source, to, destination, progress)
                    }
                }
            }
        }
        switch attempt {
        case .copied(let outcome, let previous): try report(outcome, previous, document)
        case .refused(let refusal, let digest, let previous):
            guard let hold = try await openHold(offering: digest) else { throw refusal }
            try report(hold, digest, previous, document)
        }
    }

    private func report(
        _ outcome: CopyOutcome,
        _ previous: Digest?,
        _ document: DistantPromotionDocument
    ) throws {
        let console = output.console
        switch console.format {
        case .json: try console.data(bytes: document.json(outcome.report, previous: previous))
        case .text: try console.data(outcome.text)
        }
        try console.talk(outcome.summary)
        for note in outcome.report.notes { try console.complain(note) }
        for refused in outcome.report.refused { try console.complain("not taken: \(refused)") }
        if !outcome.report.refused.isEmpty { throw ExitStatus.finding }
    }

    private func report(
        _ hold: HoldView,
        _ digest: Digest,
        _ previous: Digest?,
        _ document: DistantPromotionDocument
    ) throws {
        let answer = try ServerDocument(bytes: document.json(heldAs: hold, digest, previous: previous))
        let view = try PromotionView(answer, server: server.hint(for: target))
        try output.console.show(answer) { VisibleText.line(view.text) }
        for line in view.summary.split(separator: "\n") { try output.console.complain(String(line)) }
        throw ExitStatus.finding
    }

    /// The hold that keeps the target from meaning something; nil when none does.
    private func openHold(offering digest: Digest) async throws -> HoldView? {
        guard kind == .holdfast else { return nil }
        return try await server.withClient(for: target, login: login) { client in
            try await HoldService(client: client).list(.open, of: target).list("holds")
                .compactMap { HoldView($0) }
                .first { $0.to == digest.rawValue }
        }
    }

    private enum Attempt {
        case copied(CopyOutcome, previous: Digest?)
        case refused(ClientError, Digest, previous: Digest?)
    }

    private func attempt(
        _ from: ImageLocation,
        _ source: any ImageSource,
        _ to: ImageLocation,
        _ destination: any ImageDestination,
        _ progress: TransferProgress
    ) async throws -> Attempt {
        let digest = try await self.digest(of: from, in: source)
        var previous: Digest?
        if let tag = target.tag { previous = try await destination.current(tag.rawValue)?.digest }
        do {
            let outcome = try await copy(digest, from, source, to, destination, progress)
            return .copied(outcome, previous: previous)
        } catch let refusal as ClientError where refusal.code == .refused {
            return .refused(refusal, digest, previous: previous)
        }
    }

    /// What is promoted, if the references agree on it.
    private func digest(of from: ImageLocation, in source: any ImageSource) async throws -> Digest {
        if let disagreement = try await source.disagreement(in: from) {
            throw CommandFailure(.finding, "nothing was promoted", cause: .own(disagreement))
        }
        let digest = try await source.resolve(try await source.wantedReference(of: from)).digest
        if let wanted = target.digest, wanted != digest {
            throw CommandFailure(.usage, "\(from) is \(digest), not the \(wanted) that the target names")
        }
        return digest
    }

    private func copy(
        _ digest: Digest,
        _ from: ImageLocation,
        _ source: any ImageSource,
        _ to: ImageLocation,
        _ destination: any ImageDestination,
        _ progress: TransferProgress
    ) async throws -> CopyOutcome {
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

    /// Tells what the target's rules say of its tag; ends with a finding when they would not let it be set.
    private func rehearse(_ document: DistantPromotionDocument, _ digest: Digest, _ to: ImageLocation) async throws {
        let console = output.console
        guard kind == .holdfast else {
            switch console.format {
            case .json: try console.data(bytes: document.json(rehearsedAs: .promoted, digest, previous: nil))
            case .text: try console.data("\(document.from) would be copied to \(to), which tells of no rules")
            }
            return
        }
        let rules = try await server.withClient(for: target, login: login) { client in
            try await client.document(
                ManagementRequest(
                    "test the rules for \(target.queryText)",
                    .get,
                    "/api/v1/rules",
                    query: ["ref": target.queryText]
                )
            )
        }
        let forecast = PromotionForecast(digest, under: rules.value)
        switch console.format {
        case .json:
            guard let outcome = forecast.outcome else {
                let words = rules.value["outcome"]?.string ?? "the rule allows no change"
                throw CommandFailure(.finding, "\(target) would be refused", cause: .own(words))
            }
            try console.data(bytes: document.json(rehearsedAs: outcome, digest, previous: forecast.previous))
        case .text:
            try console.data(RulesTest.text(rules.value, name: target.queryText, style: console.style))
        }
        if forecast.outcome == .held || forecast.outcome == nil { throw ExitStatus.finding }
    }

    private func settings(
        _ from: ImageLocation,
        _ to: ImageLocation
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
}
