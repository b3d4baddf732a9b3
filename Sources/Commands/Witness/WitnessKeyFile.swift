// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import TagLog

/// The private key of a witness, in its directory.
enum WitnessKeyFile {
    private static let schema = "holdfast.witness-key/1"
    private static let limit = 4_096

    /// Reads the key, or makes it when there is none.
    ///
    /// - Throws: ``CommandFailure`` when it cannot be read, or is named otherwise than asked for.
    static func open(in directory: String, name: String?) throws(CommandFailure) -> CosignatureSigner {
        let path = "\(directory)/key.json"
        guard let bytes = try DurableFile.read(path, limit: limit) else {
            return try make(path, name: name ?? "holdfast-witness")
        }
        do {
            let json = try JSONValue(parsing: bytes)
            guard json["schema"]?.string == schema, let known = json["name"]?.string,
                let seed = json["seed"]?.string.flatMap({ Base64.decode($0) })
            else { throw CommandFailure(.usage, "it is not a document of \(schema)") }
            guard name == nil || name == known else {
                throw CommandFailure(.usage, "the witness is named \(known), and a name is for ever")
            }
            return try CosignatureSigner(seed: seed, name: known)
        } catch {
            let reason = (error as? CommandFailure)?.message ?? "\(error)"
            throw CommandFailure(.usage, "the key of the witness cannot be used: \(path)", cause: .own(reason))
        }
    }

    private static func make(_ path: String, name: String) throws(CommandFailure) -> CosignatureSigner {
        let signer: CosignatureSigner
        do throws(NoteError) {
            signer = try CosignatureSigner(name: name)
        } catch {
            throw CommandFailure(.usage, "the witness cannot be named \"\(name)\": \(error)")
        }
        var json = JSONWriter()
        json.object { json in
            json.member("schema", schema)
            json.member("name", signer.name)
            json.member("seed", Base64.encode(signer.seed))
        }
        try DurableFile.write(json.bytes + [UInt8(ascii: "\n")], to: path)
        return signer
    }
}
