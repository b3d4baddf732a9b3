// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel
import TagLog

struct LogProof: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof",
        abstract: "Print the proof of what a tag means, to be kept beside the image.",
        discussion: """
            EXAMPLES:
              holdfast log proof team/app:1.0 > app.tlog-proof
              holdfast verify --proof app.tlog-proof team/app:1.0

            The proof is verified before it is printed. It is a text of the form c2sp.org/tlog-proof, and holds without the \
            registry; it says what was logged at its size, not that nothing was logged since.
            """
    )

    @Argument(help: "The tag.", transform: ReferenceArgument.tagged)
    var reference: TaggedReference

    @OptionGroup var options: LogOptions

    func run() async throws {
        let console = options.output.console
        let (logged, proof) = try await options.withRepository(reference.reference) { source, contact in
            let logged = try await LoggedTagReading(source: source, contact: contact).run(reference.tag)
            return (logged, try await logged.log.proof(of: logged.entry))
        }
        guard !logged.isPending else {
            throw CommandFailure(
                .finding,
                "\(reference.name) waits for signatures, so the log does not say yet that it means \(logged.served)",
                advice: "Sign it: holdfast sign \(reference.name) --key FILE"
            )
        }
        if let digest = reference.reference.digest, digest != logged.served {
            throw CommandFailure(.finding, "\(reference.name) means \(logged.served), not \(digest)")
        }
        switch console.format {
        case .text: try console.data(bytes: proof.bytes)
        case .json: try console.data(bytes: document(logged, proof))
        }
        try options.tell(whetherFirst: logged.log, on: console)
    }

    private func document(_ logged: LoggedTag, _ proof: TagProof) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.log-proof/1")
            json.member("reference", reference.written)
            json.member("digest", logged.served.rawValue)
            json.member("index", proof.proof.index)
            json.member("size", proof.proof.size)
            json.member("proof", String(decoding: proof.bytes, as: UTF8.self))
        }
        return json.bytes
    }
}

extension WatchedLog {
    /// The proof of an entry by the newest state.
    func proof(of entry: LogEntry) async throws -> TagProof {
        let inclusion = try await reader.inclusion(of: entry.index, size: checkpoint.size)
        let index = entry.index / Int64(Tile.fullWidth)
        let width = Tile.width(level: 0, index: index, treeSize: checkpoint.size)
        guard let bundle = EntryBundle(index: index, width: width) else {
            throw CommandFailure(.registry, "the log of \(reader.place) has no entry \(entry.index)")
        }
        let bytes = try await reader.entries(bundle)[Int(entry.index % Int64(Tile.fullWidth))]
        let proof = TagProof(entry: bytes, proof: inclusion, checkpoint: seen.checkpoint)
        do throws(TagProofError) {
            _ = try proof.verify(by: seen.key)
        } catch {
            throw CommandFailure(
                .integrity,
                "the log of \(reader.place) gives no proof that verifies",
                cause: .own("\(error)")
            )
        }
        return proof
    }
}
