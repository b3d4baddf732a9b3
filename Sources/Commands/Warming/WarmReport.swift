// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What became of images that were to be fetched.
struct WarmReport {
    private let outcomes: [WarmRun.Outcome]

    init(_ outcomes: [WarmRun.Outcome]) {
        self.outcomes = outcomes
    }

    /// Why images are not there.
    var failures: [CommandFailure] { outcomes.compactMap(\.failure) }

    /// A line for each image that is there, held or rejected.
    var lines: [String] {
        outcomes.compactMap { outcome in
            guard let document = outcome.document else { return nil }
            let name = VisibleText.line(document["reference"]?.string ?? "\(outcome.image.reference)")
            if let hold = document["hold"]?.integer {
                let url = document["url"]?.string.map { "; see \(VisibleText.line($0))" } ?? ""
                let state =
                    document["state"]?.string == "rejected"
                    ? "rejected: it is not let in" : "held: it waits for a decision"
                return "\(name)  \(state), hold \(hold)\(url)"
            }
            let blobs = Int(clamping: document["blobs"]?.integer ?? 0)
            let manifests = Int(clamping: document["manifests"]?.integer ?? 0)
            let fetched = Int(clamping: document["fetched"]?.integer ?? 0)
            let what = "\(Quantity.count(manifests, "manifest")), \(Quantity.count(blobs, "blob"))"
            let news =
                fetched == 0
                ? "all there" : "\(fetched) fetched, \(Quantity.bytes(document["bytes"]?.integer ?? 0))"
            let digest = document["digest"]?.string.map { VisibleText.line($0) }
            let pinned = digest.map { name.hasSuffix("@\($0)") ? name : "\(name)@\($0)" } ?? name
            return "\(pinned)  \(what): \(news)"
        }
    }

    /// The document `holdfast.warm/1`.
    var json: JSONText {
        .object([
            "schema": "holdfast.warm/1",
            "images": .array(
                outcomes.map { outcome in
                    let document = outcome.document
                    let value = { (name: String) in document?[name].map { JSONText($0) } ?? .null }
                    return .object([
                        "reference": .string(document?["reference"]?.string ?? "\(outcome.image.reference)"),
                        "digest": value("digest"),
                        "platforms": outcome.image.platforms.map { wanted in
                            .array(wanted.map(\.description).sorted().map { .string($0) })
                        } ?? .null,
                        "manifests": value("manifests"),
                        "blobs": value("blobs"),
                        "fetched": value("fetched"),
                        "bytes": value("bytes"),
                        "complete": .bool(document?["complete"] == .bool(true)),
                        "hold": value("hold"),
                        "state": value("state"),
                        "error": outcome.failure.map { .string($0.sentence) } ?? .null,
                    ])
                }
            ),
        ])
    }

    /// How the command ends, if not well.
    func status(hasUnread: Bool) -> ExitStatus? {
        let statuses = Set(failures.map(\.status))
        if statuses.contains(.integrity) { return .integrity }
        guard failures.isEmpty else {
            guard failures.count == outcomes.count, !hasUnread else { return .partial }
            return [.authentication, .rateLimited, .usage].first(where: statuses.contains) ?? .registry
        }
        if hasUnread { return .partial }
        return outcomes.contains { $0.document?["hold"]?.integer != nil } ? .finding : nil
    }
}

extension CommandFailure {
    /// What happened and why, in one line.
    fileprivate var sentence: String {
        switch cause {
        case .own(let words), .registry(let words): "\(message): \(words)"
        case nil: message
        }
    }
}
