// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Looks at a hold again and again until it is decided.
struct HoldWatch {
    /// How it ended, with the last that was seen of the hold.
    typealias Ending = (ending: HoldWait.Ending, last: ServerDocument?)

    let service: HoldService
    let hold: Int64
    var wait: HoldWait

    init(service: HoldService, hold: Int64, timeout: Duration?) {
        self.service = service
        self.hold = hold
        self.wait = HoldWait(timeout: timeout)
    }

    /// Waits.
    ///
    /// - Throws: What kept the server from answering, when it stays away, and any refusal but that the hold is gone.
    mutating func run(talkingTo console: Console) async throws -> Ending {
        let surroundings = Surroundings.current
        let start = surroundings.uptime()
        var isAnnounced = false
        while true {
            let look = try await look(patience: wait.remaining(after: surroundings.uptime() - start))
            switch wait.next(look.observation, elapsed: surroundings.uptime() - start) {
            case .end(.unreachable):
                throw look.fault ?? CommandFailure(.registry, "the server does not answer")
            case .end(let ending):
                return (ending, ending == .timedOut ? nil : look.document)
            case .pause(let pause):
                if !isAnnounced { try console.talk("Waiting for a decision about hold \(hold) …") }
                isAnnounced = true
                try await surroundings.sleep(pause)
            }
        }
    }
}

extension HoldWatch {
    private struct Look {
        var observation: HoldWait.Observation
        var document: ServerDocument?
        var fault: (any Error)?
    }

    private func look(patience: Duration?) async throws -> Look {
        let longest = ManagementClient.Patience.brief
        // Even at the very end there is time for one answer.
        let patience = max(min(patience ?? longest, longest), .seconds(1))
        do {
            let document = try await service.hold(hold, patience: patience)
            return Look(observation: .state(try HoldView.only(in: document).state), document: document)
        } catch let refusal as ServerRefusal where refusal.status == 404 || refusal.status == 410 {
            return Look(observation: .gone)
        } catch let refusal as ServerRefusal where refusal.status >= 500 || refusal.status == 429 {
            return Look(observation: .unreachable, fault: refusal)
        } catch let fault as ConnectionFailure {
            return Look(observation: .unreachable, fault: fault)
        }
    }
}
