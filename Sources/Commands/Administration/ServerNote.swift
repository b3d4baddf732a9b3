// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIModel

/// What a running server leaves in its data directory for commands on the same machine, as `server.json`.
struct ServerNote: Equatable {
    /// Where the server listens.
    let address: ServerAddress
    /// The token that gives the right to administer it, as long as it runs.
    let token: String

    private static let limit = 64 << 10

    /// Reads the note in a data directory; nil when there is none.
    static func read(in directory: String) throws(CommandFailure) -> ServerNote? {
        let path = "\(directory)/server.json"
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            switch errno {
            case ENOENT, ENOTDIR:
                return nil
            case EACCES:
                throw CommandFailure(
                    .authentication,
                    "\(path) belongs to another user",
                    advice: "Run this as the user the server runs as, or name the server with --server."
                )
            case let code:
                throw CommandFailure(.usage, "\(path) cannot be read", cause: .system(code))
            }
        }
        defer { close(file) }
        return try ServerNote(parsing: try contents(of: file, path: path), path: path)
    }

    init(parsing bytes: [UInt8], path: String) throws(CommandFailure) {
        // Losing the error is right: the note holds a secret, and whoever wrote it is told all there is to know.
        let note = try? JSONValue(parsing: bytes)
        guard let url = note?["url"]?.string, let token = note?["token"]?.string else {
            throw CommandFailure(.usage, "\(path) is not what a server writes there")
        }
        // Whatever address it is, it is one of this machine.
        self.address = try ServerAddress(url, transport: .anyHTTP)
        self.token = token
    }

    private static func contents(of file: Int32, path: String) throws(CommandFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= limit {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw CommandFailure(.usage, "\(path) cannot be read", cause: .system(errno)) }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
        throw CommandFailure(.usage, "\(path) is larger than \(limit) bytes")
    }
}

extension ServerNote: CustomStringConvertible, CustomReflectable {
    /// The address; the token is a secret.
    var description: String { address.url }
    var customMirror: Mirror { Mirror(self, children: ["address": address.url]) }
}
