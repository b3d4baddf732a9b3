// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage

/// What Slack shows in a channel: a sentence, who and why below it, and a link to the decision.
///
/// Names, reasons and rules come from other people. `<`, `>` and `&` are all that can call somebody or make a link that
/// says one thing and means another (<https://docs.slack.dev/messaging/formatting-message-text>).
struct SlackMessage {
    private let delivery: DeliveryRecord
    private let facts: JSONValue

    /// The most characters of a text that somebody else wrote; Slack takes 3,000 in a block.
    private static let maximumLength = 500

    init(_ delivery: DeliveryRecord, _ facts: JSONValue) {
        self.delivery = delivery
        self.facts = facts
    }

    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("text", sentence)
            json.member("blocks", blocks) { json, block in
                json.member("type", block.type)
                switch block {
                case .section(let text): json.member("text", object: { Self.write(text, to: &$0) })
                case .context(let text): json.member("elements", [text]) { Self.write($1, to: &$0) }
                }
            }
        }
        return json.bytes
    }
}

extension SlackMessage {
    private enum Block {
        case section(String)
        case context(String)

        var type: String {
            switch self {
            case .section: "section"
            case .context: "context"
            }
        }
    }

    private static func write(_ text: String, to json: inout JSONWriter) {
        json.member("type", "mrkdwn")
        json.member("text", text)
        // Slack makes no links, channels or people of what only looks like them.
        json.member("verbatim", true)
    }

    private var blocks: [Block] {
        let details = [
            text("actor").map { "by \($0)" + (text("client").map { " from \($0)" } ?? "") },
            text("rule").map { "rule: \($0)" },
            text("reason").map { "reason: \($0)" },
        ].compactMap { $0 }
        return [.section(sentence + (link.map { "\n\($0)" } ?? ""))]
            + (details.isEmpty ? [] : [.context(details.joined(separator: " · "))])
    }

    private var sentence: String {
        let tag = "`\(text("repository") ?? ""):\(text("tag") ?? "")`"
        let content = digest("digest") ?? "unknown content"
        let before = digest("previous")
        return switch Webhook.Event(rawValue: delivery.event) {
        case .held: "*Held*: \(tag) stays \(before ?? "without content"); \(content) waits for a decision"
        case .approved: "*Approved*: \(tag) now means \(content)" + (before.map { ", before \($0)" } ?? "")
        case .rejected: "*Rejected*: \(tag) stays; \(content) was refused"
        case .superseded: "*Superseded*: the hold of \(content) for \(tag) closed by itself"
        case .expired: "*Expired*: nobody decided about \(content) for \(tag) in time"
        case .created: "*Created*: \(tag) means \(content)"
        case .moved: "*Moved*: \(tag) now means \(content)" + (before.map { ", before \($0)" } ?? "")
        case .deleted: "*Deleted*: \(tag), which meant \(content)"
        case .restored: "*Restored*: \(tag) means \(content) again" + (before.map { ", before \($0)" } ?? "")
        case .promoted: "*Promoted*: \(tag) now means \(content)" + (before.map { ", before \($0)" } ?? "")
        case .pending: "*Pending*: \(tag) waits for signatures of \(content)"
        case .signed: "*Signed*: \(signedContent(content)) got a signature"
        case .imported: "*Imported*: \(tag) meant \(content) where it came from"
        case .baseMoved: "*Base moved*: \(tag) now means \(content); images built on it: \(images)"
        case .corrupt: "*Damaged*: \(content) is no longer served; push it again to heal it. In: \(repositories)"
        case nil: "*\(Self.escaped(delivery.event))*: \(tag) \(content)"
        }
    }

    /// What a signature is for: a signature of a digest names no tag.
    private func signedContent(_ content: String) -> String {
        let repository = text("repository") ?? ""
        return text("tag").map { "`\(repository):\($0)` with \(content)" } ?? "\(content) of `\(repository)`"
    }

    /// The images that an event is about, by name.
    private var images: String {
        let names = facts["images"]?.array?.compactMap(\.string) ?? []
        let shown = names.prefix(5).map { "`\(Self.escaped($0))`" }.joined(separator: ", ")
        guard !names.isEmpty else { return "too many to look through" }
        return names.count > 5 ? shown + " and others" : shown
    }

    private var repositories: String {
        let names = facts["repositories"]?.array?.compactMap(\.string) ?? []
        let shown = names.prefix(5).map { "`\(Self.escaped($0))`" }.joined(separator: ", ")
        return names.count > 5 ? shown + " and others" : shown
    }

    private var link: String? {
        guard let url = facts["url"]?.string, case .integer(let hold)? = facts["hold"] else { return nil }
        return "<\(Self.escaped(url))|Hold \(hold)>"
    }

    /// The short form of a digest; it has no other characters than its grammar lets it have.
    private func digest(_ key: String) -> String? {
        // What is no digest is shown as unknown: the sentence around it still says what happened.
        facts[key]?.string.flatMap { try? Digest($0) }.map { "`\($0.short)`" }
    }

    private func text(_ key: String) -> String? {
        facts[key]?.string.map(Self.escaped)
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        let line = VisibleText.line(text)
        for character in line.prefix(maximumLength) {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.append(character)
            }
        }
        return line.count > maximumLength ? result + "…" : result
    }
}
