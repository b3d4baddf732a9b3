// SPDX-License-Identifier: Apache-2.0

/// A blocking HTTP/1.1 client on one keep-alive connection, for one thread.
///
/// It connects again when the server announced that it closes.
final class Connection {
    private let endpoint: Endpoint
    private let buffer: UnsafeMutableRawBufferPointer
    private var socket: Socket

    init(to endpoint: Endpoint) throws(LoadError) {
        self.endpoint = endpoint
        self.socket = try Socket(connectedTo: endpoint)
        self.buffer = .allocate(byteCount: 256 << 10, alignment: 4096)
    }

    deinit {
        buffer.deallocate()
    }

    /// Sends a request and reads the whole response; bodies of responses are discarded.
    ///
    /// - Throws: ``LoadError`` naming the request, also when the status is not the expected one.
    func exchange(_ request: Request, expecting status: Int) throws(LoadError) -> Response {
        do {
            let response = try exchange(request)
            guard response.status == status else {
                throw LoadError("status \(response.status) instead of \(status) \(response.errorExcerpt)")
            }
            return response
        } catch {
            throw LoadError("\(request.method) \(request.path): \(error)")
        }
    }

    private func exchange(_ request: Request) throws(LoadError) -> Response {
        var head = request.head(for: endpoint)
        switch request.body {
        case .none:
            try socket.send(head)
        case .bytes(let bytes):
            head.append(contentsOf: bytes)
            try socket.send(head)
        case .file(let descriptor, let length):
            try socket.send(head)
            try socket.send(file: descriptor, length: length)
        }

        var parser = ResponseParser(body: request.method == "HEAD" ? .absent : .declared)
        while !parser.isComplete {
            let count = try socket.receive(into: buffer)
            guard try parser.consume(UnsafeRawBufferPointer(rebasing: buffer[..<count])) == count else {
                throw LoadError("bytes after the end of the response")
            }
        }
        if parser.closes {
            socket = try Socket(connectedTo: endpoint)
        }
        return Response(
            status: parser.status,
            bodyLength: parser.bodyLength,
            location: parser.location,
            errorExcerpt: String(decoding: parser.errorExcerpt, as: UTF8.self)
        )
    }
}
