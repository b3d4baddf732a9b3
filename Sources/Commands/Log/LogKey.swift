// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel
import TagLog

struct LogKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Print the public key of a repository's log.",
        discussion: """
            EXAMPLES:
              holdfast log key team/app > app.vkey
              holdfast verify --proof app.tlog-proof --log-key "$(cat app.vkey)"
            """
    )

    @Argument(help: "The repository.", transform: ReferenceArgument.repository)
    var repository: Reference

    @OptionGroup var options: LogOptions

    func run() async throws {
        let console = options.output.console
        let log = try await options.withRepository(repository) { source, contact in
            try await contact.log(of: source)
        }
        switch console.format {
        case .text: try console.data(log.seen.key.text)
        case .json:
            var json = JSONWriter()
            json.object { json in
                json.member("schema", "holdfast.log-key/1")
                json.member("repository", log.reader.place)
                json.member("origin", log.seen.origin)
                json.member("key", log.seen.key.text)
            }
            try console.data(bytes: json.bytes)
        }
        try options.tell(whetherFirst: log, on: console)
    }
}
