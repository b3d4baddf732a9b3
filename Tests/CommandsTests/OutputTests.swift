// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Commands

@Suite struct OutputTests {
    @Test(arguments: [
        ("90s", 90), ("15m", 900), ("12h", 43_200), ("90d", 7_776_000), ("2w", 1_209_600), ("1h30m", 5400),
    ])
    func readsSpansOfTime(text: String, seconds: Int64) throws {
        #expect(try DurationArgument(parsing: text).seconds == seconds)
    }

    @Test(arguments: ["", "10", "s", "-1s", "1.5h", "1y", "0s", "1h30", "1 h", "1H", "٣s"])
    func refusesWhatIsNoSpanOfTime(text: String) {
        #expect(throws: DurationArgumentError.malformed) { try DurationArgument(parsing: text) }
    }

    @Test(arguments: ["99999999999999999999s", "9223372036854775807w", "5219w"])
    func refusesSpansThatOverflow(text: String) {
        #expect(throws: DurationArgumentError.tooLong) { try DurationArgument(parsing: text) }
    }

    @Test(arguments: [
        (0, "1970-01-01 00:00 UTC"), (1_795_218_780, "2026-11-20 23:53 UTC"), (1_709_208_000, "2024-02-29 12:00 UTC"),
        (-1, "1969-12-31 23:59 UTC"), (951_868_799, "2000-02-29 23:59 UTC"),
    ])
    func writesMoments(seconds: Int64, text: String) {
        #expect(Timestamp(microseconds: seconds * 1_000_000).text == text)
    }

    @Test(arguments: [
        (1, "just now"), (30, "30 s ago"), (119, "119 s ago"), (120, "2 min ago"), (7200, "2 h ago"),
        (172_800, "2 d ago"),
        (-3600, "in 60 min"), (-5, "just now"),
    ])
    func tellsAges(distance: Int64, text: String) {
        #expect(Age.text(of: Timestamp(microseconds: (1_000_000 - distance) * 1_000_000), at: 1_000_000) == text)
    }

    @Test(arguments: [
        (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (10_240, "10 KiB"), (1_048_575, "1023 KiB"),
        (1_048_576, "1.0 MiB"),
        (1_288_490_188, "1.1 GiB"), (Int64.max, "8191 PiB"),
    ])
    func tellsSizes(bytes: Int64, text: String) {
        #expect(Quantity.bytes(bytes) == text)
    }

    @Test func alignsColumnsAndLeavesOutEmptyOnes() {
        var table = Table(["A", "EMPTY", "B"])
        table.add(["long", "", "x"])
        table.add(["é", "", ""])
        #expect(table.text(style: .plain) == "A     B\nlong  x\né")
    }

    @Test func alignsTextThatIsEmphasised() {
        var table = Table(["A", "B"])
        table.add([Table.Cell("x") { $0.failure($1) }, "y"])
        #expect(table.text(style: .coloured) == "\u{1b}[1mA\u{1b}[0m  \u{1b}[1mB\u{1b}[0m\n\u{1b}[31mx\u{1b}[0m  y")
    }

    @Test(arguments: [
        ("a\nb\r\n  c", "a b   c"), ("\u{1b}[31m", "\\u{1b}[31m"),
        ("a\u{202e}b", "a\\u{202e}b"), ("é✓", "é✓"), ("\u{9b}", "\\u{9b}"),
    ])
    func makesForeignTextHarmless(text: String, shown: String) {
        #expect(VisibleText.line(text) == shown)
    }

    @Test func honoursNoColor() {
        var surroundings = Surroundings.process
        let terminal = Surroundings.Sink(isTerminal: true) { _ in }
        surroundings.variable = { _ in nil }
        #expect(Style(for: terminal, in: surroundings) == .coloured)
        surroundings.variable = { $0 == "NO_COLOR" ? "1" : nil }
        #expect(Style(for: terminal, in: surroundings) == .plain)
        surroundings.variable = { $0 == "TERM" ? "dumb" : nil }
        #expect(Style(for: terminal, in: surroundings) == .plain)
    }

    @Test func writesJSONThatReadsBackTheSame() throws {
        let text = #"{"a":[1,-2.5e3,true,null],"b":"\"\\\n\u0001é","c":{}}"#
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(JSONText(value).text == text)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func printsCompletions(shell: String) async {
        let run = await CommandRun(["completions", shell])
        #expect(run.status == 0)
        #expect(run.output.contains("holdfast"))
    }
}
