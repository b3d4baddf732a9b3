// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel
import Policy

extension HoldfastCommand {
    /// Runs the command that the arguments ask for.
    ///
    /// - Parameter arguments: What follows the program's name.
    /// - Returns: The exit status, as documented for scripts.
    public static func execute(_ arguments: [String]) async -> Int32 {
        do {
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return ExitStatus.done.rawValue
        } catch {
            return report(error)
        }
    }

    /// Prints why a command ended and gives the exit status.
    static func report(_ error: any Error) -> Int32 {
        let surroundings = Surroundings.current
        switch error {
        case let status as ExitStatus:
            return status.rawValue
        case let error as any FailureConvertible:
            let failure = error.failure
            write(failure.text(style: Style(for: surroundings.talk, in: surroundings)), to: surroundings.talk)
            return failure.status.rawValue
        case let errors as ConfigurationErrors:
            for line in errors.errors { write(VisibleText.line(line.description), to: surroundings.talk) }
            return ExitStatus.usage.rawValue
        case let code as ExitCode:
            return code.rawValue
        default:
            return reportToParser(error)
        }
    }

    /// Lets the parser explain its own errors: requests for help among them, and faults of the command line.
    private static func reportToParser(_ error: any Error) -> Int32 {
        let surroundings = Surroundings.current
        switch exitCode(for: error) {
        case .success:
            write(fullMessage(for: error), to: surroundings.output)
            return ExitStatus.done.rawValue
        case .validationFailure:
            let style = Style(for: surroundings.talk, in: surroundings)
            write(style.failure("error:") + " " + message(for: error) + usage(for: error), to: surroundings.talk)
            return ExitStatus.usage.rawValue
        default:
            let failure = CommandFailure(.registry, String(describing: error))
            write(failure.text(style: Style(for: surroundings.talk, in: surroundings)), to: surroundings.talk)
            return failure.status.rawValue
        }
    }

    /// How the command is called, and where it says more; the parser's list of the arguments between is left out.
    private static func usage(for error: any Error) -> String {
        let text = fullMessage(for: error)
        return text.firstRange(of: "\nUsage: ").map { String(text[$0.lowerBound...]) } ?? ""
    }

    private static func write(_ text: String, to sink: Surroundings.Sink) {
        // Losing the error is right: there is nowhere left to complain, and the exit status tells.
        try? sink.write(Array("\(text)\n".utf8))
    }
}
