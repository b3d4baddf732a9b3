// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct LogForget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Forget what was seen of a log, because its registry was set up anew.",
        discussion: """
            EXAMPLES:
              holdfast log forget 127.0.0.1:5000/team/app

            What was known is laid to the evidence, and the next contact with the repository is a first one. A log that was \
            seen at several addresses is forgotten at all of them; each is told.
            """
    )

    @Argument(help: "The repository, as the message that led here names it.", transform: ReferenceArgument.repository)
    var repository: Reference

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var reference = repository
        if reference.host == nil { reference.host = try server.address().authority }
        guard let memory = LogMemory.standard(.current) else {
            throw CommandFailure(
                .usage,
                "there is no place to remember anything in",
                advice: "Set HOME or XDG_STATE_HOME."
            )
        }
        let place = "\(reference.host ?? "")/\(reference.repository)"
        let forgotten = try await memory.forget(place)
        let console = output.console
        guard !forgotten.isEmpty else {
            try console.talk("Nothing is known of the log of \(place).")
            return
        }
        try console.talk("The log of \(place) is forgotten; what was known is in \(memory.directory)/evidence.")
        for other in forgotten.dropFirst() {
            try console.talk("It was seen at \(other), too, and is forgotten there as well.")
        }
    }
}
