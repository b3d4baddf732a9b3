// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Logging
import ServiceLifecycle

/// Work that comes round again and again while the registry runs.
///
/// A failure is logged and the next round is tried as usual: none of this work is worth stopping a registry for.
struct Recurring: Service {
    let interval: Duration
    let log: Logger
    let what: String
    let work: @Sendable () async throws -> Void

    init(every interval: Duration, log: Logger, what: String, work: @escaping @Sendable () async throws -> Void) {
        self.interval = interval
        self.log = log
        self.what = what
        self.work = work
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while true {
                do {
                    try await work()
                } catch is CancellationError {
                    return
                } catch {
                    log.error("recurring work failed", metadata: ["work": "\(what)", "error": "\(error)"])
                }
                guard (try? await Task.sleep(for: interval)) != nil else { return }
            }
        }
    }
}
