// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

/// The form of a command's data.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
}

/// The options that every command has for its output.
struct OutputOptions: ParsableArguments {
    @Option(help: "How to print the result: text or json.")
    var format: OutputFormat = .text

    @Flag(name: [.long, .short], help: "Print nothing but the result and errors.")
    var quiet = false

    /// The console these options ask for.
    var console: Console { Console(format: format, volume: volume) }

    /// How loud talk is.
    var volume: Console.Volume { quiet ? .quiet : .normal }
}
