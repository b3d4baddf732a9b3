// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel
import TagLog

struct LogAudit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Read a whole log, and hold every tag of its repository against it.",
        discussion: """
            EXAMPLES:
              holdfast log audit team/app
              holdfast log audit registry.example.com/team/app --format json
              holdfast log audit team/app --max-entries 20000000

            Every entry is hashed and the root compared with the one that was signed; what the entries say must fit \
            together; every tag must be served as it was logged, and none that was not. Ends with 6 when one is not so, with \
            1 when a tag is refused to you, or is shown to you while it waits for signatures, and with 7 when events of \
            kinds that this version does not know leave open what a tag means, or a tag moves each time it is looked at.
            """
    )

    @Argument(help: "The repository.", transform: ReferenceArgument.repository)
    var repository: Reference

    @Option(
        help: ArgumentHelp("Read no log that is longer.", valueName: "count")
    )
    var maxEntries: Int64 = 2_000_000

    @OptionGroup var options: LogOptions

    func validate() throws {
        guard (1...Self.mostEntries).contains(maxEntries) else {
            throw ValidationError("--max-entries is a number from 1 to \(Self.mostEntries).")
        }
    }

    /// No log is longer.
    private static let mostEntries: Int64 = 1 << 40

    func run() async throws {
        let console = options.output.console
        let report = try await options.withRepository(repository) { source, contact in
            try await ProgressLine.showing("step", volume: options.output.volume) { progress in
                try await LogAuditing(source: source, contact: contact, progress: progress, limit: maxEntries).run()
            }
        }
        switch console.format {
        case .text: try console.data(text(report, style: console.style))
        case .json: try console.data(bytes: document(report))
        }
        try options.tell(whetherFirst: report.log, on: console)
        if let status = report.status { throw status }
    }

    private func text(_ report: LogAuditReport, style: Style) -> String {
        let amount =
            "\(Quantity.count(Int(report.replay.size), "entry")), \(Quantity.count(report.tags, "tag"))"
        let verdict =
            switch report.status {
            case nil: style.success("consistent")
            case .finding: style.attention("incomplete")
            case .partial: style.attention("uncertain")
            default: style.failure("contradicted")
            }
        var lines = ["\(verdict) \(VisibleText.line(report.log.reader.place)): \(amount)"]
        lines += report.findings.map { "  \(VisibleText.line($0.message))" }
        for (tag, moves) in report.replay.movesBack {
            for move in moves {
                let reason = move.reason.map { ": \(VisibleText.line($0))" } ?? ""
                lines.append(style.attention("  \(tag) went back to \(move.to) at entry \(move.index)\(reason)"))
            }
        }
        if report.replay.unknownEvents > 0 {
            let count = Quantity.count(report.replay.unknownEvents, "entry")
            lines.append(style.attention("  \(count) of kinds that this version does not know"))
        }
        return lines.joined(separator: "\n")
    }

    private func document(_ report: LogAuditReport) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.log-audit/1")
            json.member("repository", report.log.reader.place)
            json.member("origin", report.log.seen.origin)
            json.member("size", report.replay.size)
            json.member("root", Base64.encode(report.log.checkpoint.root.bytes))
            json.member("tags", Int64(report.tags))
            json.member("unknownEvents", Int64(report.replay.unknownEvents))
            json.member("findings", report.findings) { json, finding in
                json.member("weight", finding.weight.rawValue)
                if let tag = finding.tag { json.member("tag", tag.rawValue) }
                json.member("message", finding.message)
            }
            json.member("movesBack", report.replay.movesBack.flatMap { tag, moves in moves.map { (tag, $0) } }) {
                json,
                move in
                json.member("tag", move.0.rawValue)
                json.member("index", move.1.index)
                json.member("from", move.1.from.rawValue)
                json.member("to", move.1.to.rawValue)
                json.member("firstIndex", move.1.firstIndex)
                if let reason = move.1.reason { json.member("reason", reason) }
            }
        }
        return json.bytes
    }
}
