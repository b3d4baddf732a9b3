// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel
import Policy
import TagLog

struct LogWitness: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: "Watch over the logs of a registry, and sign that they only grow.",
        discussion: """
            EXAMPLES:
              holdfast log witness --data ./witness --log "$(holdfast log key team/app)"
              holdfast log witness --listen 0.0.0.0:7000 --data /var/lib/witness --policy logs.policy

            A witness (C2SP tlog-witness) belongs on another machine than the registry. It signs each new state of a log \
            that begins with the last one it signed, and nothing else; what it signs is on its disk first. Its own key is \
            made at the first start and printed. A key that bears a registry's name covers all logs of that registry. \
            SIGTERM stops it.
            """
    )

    @Option(help: ArgumentHelp("Where to listen. Port 0 picks one.", valueName: "host:port"))
    var listen = "127.0.0.1:7000"

    @Option(help: ArgumentHelp("Where the witness keeps its key and what it has seen.", valueName: "directory"))
    var data: String

    @Option(name: .customLong("log"), help: ArgumentHelp("The public key of a log to watch over.", valueName: "vkey"))
    var logs: [String] = []

    @Option(
        help: ArgumentHelp("A tlog-policy file whose logs are watched over, too.", valueName: "file"),
        completion: .file()
    )
    var policy: String?

    @Option(help: ArgumentHelp("The name of the witness, set for ever at its first start.", valueName: "name"))
    var name: String?

    func run() async throws {
        let surroundings = Surroundings.current
        let keys =
            try logs.map { try NoteKeyArgument.key($0) }
            + (policy.map { try PolicyFile.read($0).logs.map(\.key) } ?? [])
        guard !keys.isEmpty else {
            throw CommandFailure(
                .usage,
                "no log is named that the witness is to watch over",
                advice: "Give its key with --log; `holdfast log key REPO` prints it."
            )
        }
        let address: ListenAddress
        do {
            address = try ListenAddress(listen)
        } catch {
            throw CommandFailure(.usage, "--listen \(listen): \(error)")
        }
        let directory = surroundings.absolute(data)
        try DurableFile.makeDirectory(directory)
        // Two witnesses with one key and one memory would sign what the other has not seen.
        let lock = try await FileLock("\(directory)/lock", .fail)
        let store = WitnessStore(
            directory: directory,
            signer: try WitnessKeyFile.open(in: directory, name: name),
            logs: keys,
            now: { Timestamp(microseconds: surroundings.now() * 1_000_000) }
        )
        let service = WitnessService(store: store, host: address.host, port: address.port) { port in
            let place = ListenAddress(host: address.host, port: port)
            // Losing the error is right: a witness whose output nobody reads works all the same.
            try? surroundings.output.write(Array("\(store.key.text)\n".utf8))
            try? surroundings.talk.write(Array("holdfast witness listens on http://\(place)\n".utf8))
        }
        try await service.run()
        _ = consume lock
    }
}
