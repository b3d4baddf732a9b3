// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import OCIModel
internal import Storage
internal import Synchronization

/// One figure about the registry's state.
public struct Gauge: Hashable, Sendable {
    /// What tells figures of one name apart.
    public struct Label: Hashable, Sendable {
        /// The label's name.
        public let name: String
        /// Its value: a word without quotes.
        public let value: String
    }

    /// The metric's name.
    public let name: String
    /// The figure's labels, in the order they are written; figures of one name stand next to each other.
    public var labels: [Label] = []
    /// What it says.
    public let help: String
    /// The figure.
    public let value: Int64
    /// Whether it may fall.
    public var kind = Kind.gauge

    /// Whether a figure may fall.
    public enum Kind: String, Sendable {
        /// It says what is so now.
        case gauge
        /// It only grows while the process lives.
        case counter
    }
}

extension Registry {
    /// Throws unless metadata can be read and the disk takes uploads.
    public func checkReadiness() async throws {
        _ = try await metadata.read { try $0.setting("ready") }
        _ = try await blobs.openUploads()
    }

    /// Figures about the registry's state; cheap, a few counts.
    public func gauges() async throws -> [Gauge] {
        let openHolds = try await metadata.read { store in
            try store.holds(in: nil, tag: nil, states: [.open, .pending], before: nil, limit: 100_000).count
        }
        let deliveries = try await metadata.read { try $0.deliveryCounts() }
        let messages = DeliveryRecord.State.allCases.map { state in
            Gauge(
                name: "holdfast_deliveries",
                labels: [Gauge.Label(name: "state", value: state.rawValue)],
                help: "Messages to webhooks that did not arrive yet.",
                value: deliveries[state] ?? 0
            )
        }
        return [
            Gauge(name: "holdfast_open_holds", help: "Changes waiting for a decision.", value: Int64(openHolds)),
            Gauge(
                name: "holdfast_open_uploads",
                help: "Uploads that are neither finished nor cancelled.",
                value: Int64(try await blobs.openUploads())
            ),
            Gauge(
                name: "holdfast_corrupt_content",
                help: "Blobs and manifests found damaged and not healed since.",
                value: Int64(corrupt.withLock { $0.count })
            ),
            Gauge(
                name: "holdfast_signature_checks_total",
                help: "Signatures that were checked with a key.",
                value: signatures.checks,
                kind: .counter
            ),
        ] + messages + upstreamGauges
    }
}
