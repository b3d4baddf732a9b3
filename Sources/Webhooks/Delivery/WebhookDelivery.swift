// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Logging
public import Registry
internal import Synchronization

/// Delivers what the outbox of a registry holds: at least once, each endpoint at its own pace.
public struct WebhookDelivery: Sendable {
    private let registry: Registry
    private let targets: WebhookTargets
    private let courier: Courier
    private let clock: DeliveryClock
    private let log: Logger

    /// Creates the delivery.
    ///
    /// - Parameters:
    ///   - registry: Whose messages are delivered.
    ///   - targets: Where they go.
    ///   - courier: What sends them.
    ///   - clock: Time and chance.
    ///   - log: Takes a line for each message that does not arrive.
    public init(registry: Registry, targets: WebhookTargets, courier: Courier, clock: DeliveryClock, log: Logger) {
        self.registry = registry
        self.targets = targets
        self.courier = courier
        self.clock = clock
        self.log = log
    }

    /// Delivers until the task is cancelled.
    ///
    /// What is under way then counts as not sent: it is sent again by the next run, with the same identity.
    public func run() async {
        let lanes = OpenLanes()
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                let rings = registry.deliveryBell.rings
                for endpoint in targets.endpoints where lanes.open(endpoint) {
                    group.addTask {
                        await lane(to: endpoint).run()
                        lanes.close(endpoint)
                        // It may have been configured again while its lane ended.
                        registry.deliveryBell.ring()
                    }
                }
                await registry.deliveryBell.wait(after: rings)
            }
        }
    }

    private func lane(to endpoint: String) -> DeliveryLane {
        DeliveryLane(
            endpoint: endpoint,
            registry: registry,
            targets: targets,
            courier: courier,
            clock: clock,
            log: log
        )
    }
}

/// The endpoints to which a lane is open.
private final class OpenLanes: Sendable {
    private let endpoints = Mutex<Set<String>>([])

    /// Opens a lane; false when it is open already.
    func open(_ endpoint: String) -> Bool { endpoints.withLock { $0.insert(endpoint).inserted } }

    func close(_ endpoint: String) { endpoints.withLock { _ = $0.remove(endpoint) } }
}
