// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel
import TagLog

struct LogCheckpoint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Print the signed state of a repository's log.",
        discussion: """
            EXAMPLES:
              holdfast log checkpoint team/app
              holdfast log checkpoint team/app --witness http://10.0.0.7:7000 --witness-key VKEY
              holdfast log checkpoint team/app --policy witnesses.policy > app.checkpoint

            With witnesses it is shown to each, and printed with their signatures: each has seen that the log only grew.
            """
    )

    @Argument(help: "The repository.", transform: ReferenceArgument.repository)
    var repository: Reference

    @Option(help: ArgumentHelp("The address of a witness; its key is one of --witness-key.", valueName: "url"))
    var witness: [String] = []

    @Option(help: ArgumentHelp("The public key of a witness.", valueName: "vkey"))
    var witnessKey: [String] = []

    @Option(
        help: ArgumentHelp("A tlog-policy file that names witnesses with their addresses.", valueName: "file"),
        completion: .file()
    )
    var policy: String?

    @OptionGroup var options: LogOptions

    func validate() throws {
        guard witness.isEmpty || !witnessKey.isEmpty || policy != nil else {
            throw ValidationError("--witness needs the witness's key: --witness-key VKEY, or --policy FILE.")
        }
    }

    func run() async throws {
        let console = options.output.console
        var keys = try witnessKey.map { try NoteKeyArgument.key($0) }
        var addresses = witness
        let policy = try policy.map { try PolicyFile.read($0) }
        for known in policy?.witnesses ?? [] {
            keys.append(known.key)
            if let url = known.url { addresses.append(url) }
        }
        let (log, checkpoint) = try await options.withRepository(repository) { source, contact in
            let log = try await contact.log(of: source)
            var checkpoint = log.seen.checkpoint
            for address in addresses {
                let submission = WitnessSubmission(address: address, keys: keys)
                checkpoint = try await submission.cosigned(checkpoint, of: log)
            }
            return (log, checkpoint)
        }
        switch console.format {
        case .text: try console.data(bytes: checkpoint.bytes)
        case .json: try console.data(bytes: document(log, checkpoint))
        }
        try options.tell(whetherFirst: log, on: console)
        if let policy, !policy.isWitnessed(checkpoint) {
            throw CommandFailure(.finding, "fewer witnesses signed the checkpoint than the policy asks for")
        }
    }

    private func document(_ log: WatchedLog, _ checkpoint: SignedCheckpoint) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.log-checkpoint/1")
            json.member("repository", log.reader.place)
            json.member("origin", log.seen.origin)
            json.member("size", checkpoint.checkpoint.size)
            json.member("root", Base64.encode(checkpoint.checkpoint.root.bytes))
            json.member("signatures", texts: checkpoint.note.signatures.map(\.name))
            json.member("checkpoint", String(decoding: checkpoint.bytes, as: UTF8.self))
        }
        return json.bytes
    }
}

/// A public key on the command line.
enum NoteKeyArgument {
    /// Reads a key.
    static func key(_ text: String) throws(CommandFailure) -> NoteKey {
        do throws(NoteError) {
            return try NoteKey(text)
        } catch {
            throw CommandFailure(
                .usage,
                "\"\(text.prefix(80))\" is not the public key of a log or witness: \(error)",
                advice: "It is written NAME+ID+BASE64, as `holdfast log key REPO` prints it."
            )
        }
    }
}

/// A file of the form tlog-policy.
enum PolicyFile {
    private static let limit = 1 << 20

    /// Reads the file.
    static func read(_ path: String) throws(CommandFailure) -> LogPolicy {
        let path = Surroundings.current.absolute(path)
        guard let bytes = try DurableFile.read(path, limit: limit, links: .followed) else {
            throw CommandFailure(.usage, "there is no file \(path)")
        }
        do throws(LogPolicyError) {
            return try LogPolicy(parsing: bytes)
        } catch {
            throw CommandFailure(.usage, "\(path) is not a policy", cause: .own(error.description))
        }
    }
}
