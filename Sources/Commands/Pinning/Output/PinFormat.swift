// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import Pinning

/// The forms that judged references are printed in.
enum PinFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
    case sarif
    /// The workflow commands of GitHub, which it shows beside the lines of a pull request.
    case github
}

/// The options for the output of commands that judge references.
struct PinOutputOptions: ParsableArguments {
    @Option(help: "How to print the result: text, json, sarif, or github for annotations of a workflow.")
    var format: PinFormat = .text

    @Flag(name: [.long, .short], help: "Print nothing but the result and errors.")
    var quiet = false

    @Flag(help: "List every reference, also those that nothing is to be said of, and print digests in full.")
    var all = false

    /// How loud talk is.
    var volume: Console.Volume { quiet ? .quiet : .normal }

    /// The console these options ask for.
    var console: Console { Console(format: format == .json ? .json : .text, volume: volume) }

    /// Prints judged references: the result as data, and in text form how many there are of each kind as talk.
    func show(_ references: [JudgedReference], verb: JudgedReferenceJSON.Verb, on console: Console) throws {
        switch format {
        case .text:
            let text = JudgedReferenceText(references: references, scope: all ? .everything : .notable)
            let lines = text.text(console.style)
            if !lines.isEmpty { try console.data(lines) }
            try console.talk(text.summary)
        case .json: try console.data(bytes: JudgedReferenceJSON(verb: verb, references: references).bytes)
        case .sarif: try console.data(bytes: JudgedReferenceSARIF(references: references).bytes)
        case .github: try console.data(GitHubAnnotations(references: references).text)
        }
    }

    /// Tells how references stand as talk, where the data is something else.
    func tell(_ references: [JudgedReference], on console: Console) throws {
        let text = JudgedReferenceText(references: references, scope: all ? .everything : .notable)
        try console.talk(text.text(.plain))
        try console.talk(text.summary)
    }
}
