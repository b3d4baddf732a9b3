// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import TagLog

extension Verify {
    /// Verifies a proof of a tag, asking nobody.
    func verify(proof path: String) throws {
        guard [.text, .json].contains(output.format) else {
            throw CommandFailure(.usage, "what a proof says is printed as text or json")
        }
        let surroundings = Surroundings.current
        let console = output.console
        let reference = try targets.first.map { try ReferenceArgument.any($0) }
        let bytes =
            path == "-"
            ? try surroundings.input.read(TagProof.maximumSize)
            : try DurableFile.read(surroundings.absolute(path), limit: TagProof.maximumSize, links: .followed)
        guard let bytes else { throw CommandFailure(.usage, "there is no file \(path)") }
        let memory = LogMemory.standard(surroundings)
        let key = try logKey.map { try NoteKeyArgument.key($0) } ?? rememberedKey(of: reference, memory)
        let check = try ProofCheck(bytes, name: path, logKey: key, memory: memory)
        if let reference { try check.require(reference) }
        switch console.format {
        case .json: try console.data(bytes: check.json)
        case .text: try console.data(check.text(style: console.style))
        }
    }

    /// The key of the log that the repository of a reference was seen with.
    ///
    /// Without it a proof of any log that was ever met would do for a repository of the same name.
    private func rememberedKey(of reference: Reference?, _ memory: LogMemory?) throws -> NoteKey? {
        guard let reference else { return nil }
        let host = try reference.host ?? server.address().authority
        if let known = try memory?.log(of: "\(host)/\(reference.repository)") { return known.key }
        throw CommandFailure(
            .usage,
            "no key of the log of \(host)/\(reference.repository) is known here",
            advice: "Give it with --log-key; `holdfast log key \(host)/\(reference.repository)` prints it."
        )
    }
}
