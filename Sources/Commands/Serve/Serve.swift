// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import Glibc
import Policy
import Registry
import Storage

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the registry.",
        discussion: """
            EXAMPLES:
              holdfast serve                                   on 127.0.0.1:5000, data in ./holdfast-data
              holdfast serve --listen 127.0.0.1:0              on a port the system picks
              holdfast serve --config /etc/holdfast.yaml       with rules, users and TLS
              holdfast serve --demo --data /tmp/demo           with an example to look at in a browser

            Without users only this machine is served. SIGTERM finishes what is in progress and stops; SIGHUP reads
            rules, users and certificates again.
            """
    )

    @Option(help: ArgumentHelp("Where to listen. Port 0 picks one.", valueName: "host:port"))
    var listen: String?

    @Option(help: ArgumentHelp("The directory of the data.", valueName: "dir"), completion: .directory)
    var data: String?

    @Option(
        help: ArgumentHelp("The configuration file. Default: ./\(Self.defaultFile), if it exists.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var config: String?

    @Flag(help: "Fill a fresh data directory with a small example: images, their past, changes to decide.")
    var demo = false

    static let defaultFile = "holdfast.yaml"

    func run() async throws {
        let source = ConfigurationSource(
            file: config ?? (access(Self.defaultFile, F_OK) == 0 ? Self.defaultFile : nil),
            listen: try address(),
            data: data
        )
        let configuration = try source.load()
        let problems = configuration.startupProblems()
        guard problems.isEmpty else {
            throw CommandFailure(
                .usage,
                "this configuration is not safe to start",
                cause: .own(problems.joined(separator: " "))
            )
        }
        do {
            try await RegistryService(source: source, configuration: configuration, show: demo ? .demo : .data).run()
        } catch let error as StoreError where error.code == .locked {
            throw CommandFailure(.usage, error.message)
        } catch let error as StoreError {
            throw CommandFailure(.registry, "the data cannot be opened", cause: .own(error.description))
        }
    }

    private func address() throws -> ListenAddress? {
        guard let listen else { return nil }
        do throws(ListenAddressError) {
            return try ListenAddress(listen)
        } catch {
            throw ValidationError("--listen \(listen): \(error)")
        }
    }
}
