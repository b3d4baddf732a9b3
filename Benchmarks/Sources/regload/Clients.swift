// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Clients that work at the same time, each blocking in a thread of its own.
enum Clients {
    /// Runs `body` once for each client and returns what each of them returned, in no order.
    ///
    /// - Throws: The first failure, after all clients have ended.
    static func run<Outcome: Sendable>(
        _ count: Int,
        _ body: @escaping @Sendable (Int) throws(LoadError) -> Outcome
    ) throws(LoadError) -> [Outcome] {
        let outcomes = Results<Outcome>()
        var threads: [pthread_t] = []
        for index in 0..<count {
            let work = Work {
                do throws(LoadError) {
                    outcomes.append(.success(try body(index)))
                } catch {
                    outcomes.append(.failure(error))
                }
            }
            var thread = pthread_t()
            let argument = Unmanaged.passRetained(work)
            let status = pthread_create(&thread, nil, { Work.start($0) }, argument.toOpaque())
            precondition(status == 0, "the system refused a thread")
            threads.append(thread)
        }
        for thread in threads {
            pthread_join(thread, nil)
        }
        var values: [Outcome] = []
        for outcome in outcomes.all {
            values.append(try outcome.get())
        }
        return values
    }
}

// MARK: Threads

/// What one thread does, carried through the C interface.
private final class Work: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }

    static func start(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        if let argument {
            Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
        }
        return nil
    }
}

/// What the threads have returned so far.
private final class Results<Outcome: Sendable>: Sendable {
    private let results = Mutex<[Result<Outcome, LoadError>]>([])

    var all: [Result<Outcome, LoadError>] { results.withLock { $0 } }

    func append(_ result: Result<Outcome, LoadError>) {
        results.withLock { $0.append(result) }
    }
}
