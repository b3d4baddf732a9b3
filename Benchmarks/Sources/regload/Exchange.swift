// SPDX-License-Identifier: Apache-2.0

/// A request of the blocking client.
struct Request {
    /// What follows the head.
    enum Body {
        case none
        case bytes([UInt8])
        case file(descriptor: Int32, length: Int)
    }

    var method: String
    var path: String
    var contentType: String?
    var accept: String?
    var body = Body.none

    /// The bytes of the head for a server.
    func head(for endpoint: Endpoint) -> [UInt8] {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: \(endpoint.authority)\r\nUser-Agent: regload\r\n"
        if let accept { head += "Accept: \(accept)\r\n" }
        if let contentType { head += "Content-Type: \(contentType)\r\n" }
        switch body {
        case .none where method == "GET" || method == "HEAD": break
        case .none: head += "Content-Length: 0\r\n"
        case .bytes(let bytes): head += "Content-Length: \(bytes.count)\r\n"
        case .file(_, let length): head += "Content-Length: \(length)\r\n"
        }
        return Array((head + "\r\n").utf8)
    }
}

/// The answer to a request, without its body.
struct Response {
    let status: Int
    let bodyLength: Int
    let location: String?
    let errorExcerpt: String
}
