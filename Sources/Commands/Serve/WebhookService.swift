// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Logging
import Registry
import ServiceLifecycle
import Webhooks

/// Delivers messages to webhooks while the registry runs.
struct WebhookService: Service {
    let registry: Registry
    let targets: WebhookTargets
    let log: Logger

    func run() async throws {
        try await Courier.withCourier { courier in
            let delivery = WebhookDelivery(
                registry: registry,
                targets: targets,
                courier: courier,
                clock: DeliveryClock(now: SystemTime.now),
                log: log
            )
            await cancelWhenGracefulShutdown { await delivery.run() }
        }
    }
}
