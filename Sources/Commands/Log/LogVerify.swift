// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct LogVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that a tag means what its log says, and that the log is the one seen before.",
        discussion: """
            EXAMPLES:
              holdfast log verify team/app:1.0
              holdfast log verify team/app:1.0@sha256:…

            Ends with 6 when what is served is not what was logged, or when the log was rewritten; the evidence is kept. A \
            tag that went back to what it meant before, and was logged as doing so, is told and is no error. Ends with 1 for \
            a push of yours that waits for its signatures.
            """
    )

    @Argument(help: "The tag.", transform: ReferenceArgument.tagged)
    var reference: TaggedReference

    @OptionGroup var options: LogOptions

    func run() async throws {
        let console = options.output.console
        let logged = try await options.withRepository(reference.reference) { source, contact in
            try await LoggedTagReading(source: source, contact: contact).run(reference.tag)
        }
        switch console.format {
        case .text: try console.data(logged.text(reference.written, style: console.style))
        case .json:
            var json = JSONWriter()
            json.object { json in
                json.member("schema", "holdfast.log-verify/1")
                json.member("reference", reference.written)
                json.member("digest", logged.served.rawValue)
                json.member("log") { $0.write(logged) }
            }
            try console.data(bytes: json.bytes)
        }
        try options.tell(whetherFirst: logged.log, on: console)
        if let digest = reference.reference.digest, digest != logged.served {
            try console.complain("\(reference.name) means \(logged.served), not \(digest).")
            throw ExitStatus.finding
        }
        if logged.isPending { throw ExitStatus.finding }
    }
}
