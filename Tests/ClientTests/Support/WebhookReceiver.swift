// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// A receiver of webhooks in Python, which checks signatures by its own means.
///
/// It refuses everything with 503 until it is told to open, and writes a line for each message:
/// `STATUS TYPE ID genuine|forged`.
final class WebhookReceiver: Sendable {
    let port: Int
    private let child: ChildProcess
    private let directory: TemporaryDirectory

    private static let program = """
        import base64, hashlib, hmac, http.server, json, os, sys
        place, secret = sys.argv[1:3]
        key = base64.b64decode(open(secret).read().strip().removeprefix("whsec_"))
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                signed = f'{self.headers["webhook-id"]}.{self.headers["webhook-timestamp"]}.'.encode() + body
                code = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
                genuine = hmac.compare_digest("v1," + code, self.headers["webhook-signature"])
                status = 204 if os.path.exists(place + "/open") else 503
                words = [status, json.loads(body)["type"], self.headers["webhook-id"], "genuine" if genuine else "forged"]
                with open(place + "/messages", "a") as file: print(*words, file=file)
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()
            def log_message(self, *_): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        with open(place + "/port.new", "w") as file: file.write(str(server.server_port))
        os.rename(place + "/port.new", place + "/port")
        server.serve_forever()
        """

    /// Runs a receiver for as long as the body takes.
    ///
    /// - Parameters:
    ///   - secret: The file of the key, `whsec_` and Base64.
    ///   - body: What to do with it.
    /// - Throws: What `body` throws.
    static func run(secret: String, _ body: (WebhookReceiver) async throws -> Void) async throws {
        let receiver = try await WebhookReceiver(secret: secret)
        do {
            try await body(receiver)
        } catch {
            await receiver.stop()
            throw error
        }
        await receiver.stop()
    }

    private init(secret: String) async throws {
        let directory = try TemporaryDirectory()
        self.directory = directory
        let path = directory.path
        child = try ChildProcess(
            "python3",
            ["-c", Self.program, path, secret],
            output: "\(path)/output",
            errors: "\(path)/errors"
        )
        var port = 0
        _ = try await eventually(within: .seconds(30)) {
            guard FileManager.default.fileExists(atPath: "\(path)/port") else { return false }
            port = Int(try Shell.text(of: "\(path)/port")) ?? 0
            return true
        }
        self.port = port
    }

    /// The lines so far.
    var messages: [String] {
        get throws {
            let file = "\(directory.path)/messages"
            guard FileManager.default.fileExists(atPath: file) else { return [] }
            return try Shell.text(of: file).split(separator: "\n").map { String($0) }
        }
    }

    /// Takes messages from now on.
    func open() throws {
        try Data().write(to: URL(fileURLWithPath: "\(directory.path)/open"))
    }

    private func stop() async {
        child.signal(SIGKILL)
        _ = await child.status(within: .seconds(30))
    }
}
