// SPDX-License-Identifier: Apache-2.0

import CEpoll
import Glibc

/// An epoll instance that tells which of the watched sockets have something to read.
final class Poll {
    private let descriptor: Int32
    private var events = [epoll_event](repeating: epoll_event(), count: 256)

    init() throws(LoadError) {
        descriptor = epoll_create1(0)
        guard descriptor >= 0 else { throw LoadError.system("epoll_create1") }
    }

    deinit {
        close(descriptor)
    }

    /// Watches a socket; `index` is what ``ready()`` names it by.
    func watch(_ socket: Int32, as index: Int) throws(LoadError) {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue
        event.data.u64 = UInt64(index)
        guard epoll_ctl(descriptor, EPOLL_CTL_ADD, socket, &event) == 0 else { throw LoadError.system("epoll_ctl") }
    }

    /// Waits until a socket can be read, ten seconds at most.
    func ready() throws(LoadError) -> some Sequence<Int> {
        let count = epoll_wait(descriptor, &events, Int32(events.count), 10_000)
        guard count >= 0 else { throw LoadError.system("epoll_wait") }
        guard count > 0 else { throw LoadError("no answer for ten seconds") }
        return events.prefix(Int(count)).lazy.map { Int($0.data.u64) }
    }
}
