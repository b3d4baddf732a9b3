// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The same GET or HEAD over and over on keep-alive connections, from one thread with epoll.
///
/// A response counts as an error when its status is not 200 or its length, for HEAD its declared one, is not the
/// expected one.
struct RawLoad {
    private let endpoint: Endpoint
    private let request: [UInt8]
    private let bodyRule: ResponseParser.BodyRule
    private let expectedLength: Int?
    private let connections: Int
    private let duration: Duration

    init(_ arguments: ArraySlice<String>) throws(LoadError) {
        let allowed: Set = ["--method", "--connections", "--seconds", "--accept", "--length"]
        let options = try Options(arguments, allowed: allowed)
        let method = options.optional("--method") ?? "GET"
        guard method == "GET" || method == "HEAD" else { throw LoadError("--method: GET or HEAD, not '\(method)'") }
        endpoint = options.endpoint
        request = Request(method: method, path: endpoint.path, accept: options.optional("--accept")).head(for: endpoint)
        bodyRule = method == "HEAD" ? .absent : .declared
        expectedLength = options.optional("--length") == nil ? nil : try options.count("--length", default: 0)
        connections = try options.count("--connections", default: 1)
        duration = .seconds(try options.count("--seconds", default: 5))
    }

    func run() throws(LoadError) -> Measurement {
        let poll = try Poll()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 4096)
        defer { buffer.deallocate() }
        var lanes: [Lane] = []
        for index in 0..<connections {
            lanes.append(Lane(try Socket(connectedTo: endpoint), ResponseParser(body: bodyRule)))
            try poll.watch(lanes[index].socket.descriptor, as: index)
        }

        var latencies = Latencies(capacity: 1 << 20)
        var errors = 0
        let start = ContinuousClock.now
        for index in lanes.indices {
            try lanes[index].send(request)
        }
        var now = start
        while now - start < duration {
            for index in try poll.ready() where try lanes[index].receive(into: buffer) {
                now = ContinuousClock.now
                latencies.record(now - lanes[index].sent)
                errors += isRight(lanes[index].parser) ? 0 : 1
                try lanes[index].send(request)
            }
            now = ContinuousClock.now
        }
        var measurement = Measurement(latencies, in: now - start)
        measurement.add("errors", errors)
        return measurement
    }

    private func isRight(_ response: ResponseParser) -> Bool {
        guard response.status == 200 else { return false }
        guard let expectedLength else { return true }
        return expectedLength == (bodyRule == .absent ? response.declaredLength : response.bodyLength)
    }
}

// MARK: Connections

extension RawLoad {
    /// One connection with at most one request under way.
    private struct Lane {
        let socket: Socket
        var parser: ResponseParser
        var sent = ContinuousClock.now

        init(_ socket: Socket, _ parser: ResponseParser) {
            self.socket = socket
            self.parser = parser
        }

        mutating func send(_ request: [UInt8]) throws(LoadError) {
            parser.reset()
            sent = ContinuousClock.now
            try socket.send(request)
        }

        /// Reads what has arrived; whether the response is complete.
        mutating func receive(into buffer: UnsafeMutableRawBufferPointer) throws(LoadError) -> Bool {
            let count = try socket.receive(into: buffer)
            let used = try parser.consume(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            guard used == count else { throw LoadError("bytes after the end of a response") }
            guard parser.isComplete else { return false }
            guard !parser.closes else { throw LoadError("the server closes a keep-alive connection") }
            return true
        }
    }
}
