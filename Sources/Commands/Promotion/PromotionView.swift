// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What became of a promotion, as the server tells it.
struct PromotionView {
    let target: String
    let digest: String
    let previous: String?
    let outcome: String
    let hold: Int64?
    let url: String?
    let referrers: Int64
    let companions: [String]
    let notes: [String]
    private let isRehearsed: Bool
    /// What commands that are printed need to be about the same server.
    private let serverOption: String

    /// Reads the document `holdfast.promote/1`.
    ///
    /// - Parameters:
    ///   - document: The document.
    ///   - server: What commands that are printed end with, such as ` --server https://registry.example.com`.
    /// - Throws: ``CommandFailure`` when it is none.
    init(_ document: ServerDocument, server: String) throws(CommandFailure) {
        serverOption = server
        guard let target = document.value["to"]?.string, let digest = document.value["digest"]?.string,
            let outcome = document.value["outcome"]?.string
        else {
            throw CommandFailure(
                .registry,
                "the server's answer cannot be understood",
                cause: .own("it does not say what became of the promotion"),
                advice: "Is it a Holdfast server, of this version?"
            )
        }
        self.target = target
        self.digest = digest
        self.outcome = outcome
        self.previous = document.value["previous"]?.string
        self.hold = document.value["hold"]?.integer
        self.url = document.value["url"]?.string
        self.referrers = document.value["referrers"]?.integer ?? 0
        self.companions = document.value["companions"]?.strings ?? []
        self.notes = document.value["notes"]?.strings ?? []
        self.isRehearsed = document.value["dryRun"] == .bool(true)
    }

    /// Whether the change waits for somebody.
    var isHeld: Bool { outcome == "held" }

    /// The target with its digest.
    var text: String {
        let name = target.prefix { $0 != "@" }
        return "\(name)@\(digest)"
    }

    /// What happened, and what to do next, for people.
    var summary: String {
        let name = target.prefix { $0 != "@" }
        guard !isRehearsed else {
            switch outcome {
            case "held": return "Nothing changed. A rule would hold the change of \(name) until someone approves it."
            case "unchanged": return "Nothing would change: \(name) means that already."
            default: return "Nothing changed. The rules would let \(name) be set."
            }
        }
        switch outcome {
        case "held":
            let place = url.map { "at \($0) or " } ?? ""
            return "\(name) stays \(previous ?? "without a meaning"): the change is held until someone approves it."
                + (hold.map { "\nDecide \(place)with: holdfast holds approve \($0)\(serverOption)" } ?? "")
        case "unchanged":
            return "\(name) means that already.\(company)"
        default:
            let back = previous.map {
                "\nIt meant \($0). To go back: holdfast rollback \(name) --to previous --reason WHY\(serverOption)"
            }
            return "\(name) was set.\(company)" + (back ?? "")
        }
    }

    private var company: String {
        var parts: [String] = []
        if referrers > 0 { parts.append(Quantity.count(Int(referrers), "referrer")) }
        if !companions.isEmpty { parts.append(Quantity.count(companions.count, "signature tag")) }
        return parts.isEmpty ? "" : " \(parts.joined(separator: " and ")) came along."
    }
}
