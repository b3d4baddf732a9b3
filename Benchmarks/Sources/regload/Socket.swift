// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A connected TCP socket, closed with its last reference.
final class Socket: Sendable {
    let descriptor: Int32

    /// Connects to the endpoint; reads and writes give up after two minutes.
    init(connectedTo endpoint: Endpoint) throws(LoadError) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw LoadError.system("socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = endpoint.port.bigEndian
        guard inet_pton(AF_INET, endpoint.address, &address.sin_addr) == 1 else {
            throw LoadError("'\(endpoint.address)' is not an IPv4 address")
        }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw LoadError.system("connect to \(endpoint.authority)") }
        set(Int32(IPPROTO_TCP), TCP_NODELAY, to: Int32(1))
        set(SOL_SOCKET, SO_RCVTIMEO, to: timeval(tv_sec: 120, tv_usec: 0))
        set(SOL_SOCKET, SO_SNDTIMEO, to: timeval(tv_sec: 120, tv_usec: 0))
    }

    deinit {
        close(descriptor)
    }

    /// Sends all the bytes.
    func send(_ bytes: [UInt8]) throws(LoadError) {
        try bytes.withUnsafeBufferPointer { (buffer) throws(LoadError) in
            var sent = 0
            while sent < buffer.count {
                let count = Glibc.send(descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent, 0)
                guard count > 0 else { throw LoadError.system("send") }
                sent += count
            }
        }
    }

    /// Sends the first `length` bytes of a file without copying them through this process.
    func send(file: Int32, length: Int) throws(LoadError) {
        var offset: off_t = 0
        while offset < length {
            let count = sendfile(descriptor, file, &offset, min(length - offset, 1 << 20))
            guard count >= 0 else { throw LoadError.system("sendfile") }
            guard count > 0 else { throw LoadError("the file is shorter than \(length) bytes") }
        }
    }

    /// Receives what is there, at most the size of the buffer.
    func receive(into buffer: UnsafeMutableRawBufferPointer) throws(LoadError) -> Int {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        guard count >= 0 else { throw LoadError.system("receive") }
        guard count > 0 else { throw LoadError("the server closed the connection in the middle of an exchange") }
        return count
    }

    private func set<Value: BitwiseCopyable>(_ level: Int32, _ option: Int32, to value: Value) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Value>.size))
    }
}
