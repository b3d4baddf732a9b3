// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIClient

extension Registry {
    /// Figures about the upstreams: how they answer, and how much they still grant.
    var upstreamGauges: [Gauge] {
        let sorted = upstreams.upstreams.values.sorted { $0.name < $1.name }
        let questions = sorted.flatMap { upstream in
            let tally = upstream.patience.tally
            return UpstreamTally.Ending.allCases.map { ending in
                Gauge(
                    name: "holdfast_upstream_questions_total",
                    labels: [
                        Gauge.Label(name: "upstream", value: upstream.name),
                        Gauge.Label(name: "result", value: ending.rawValue),
                    ],
                    help: "Questions to upstreams, by how they ended.",
                    value: tally[ending],
                    kind: .counter
                )
            }
        }
        let grants = sorted.compactMap { upstream in
            upstream.session.rateLimit(of: upstream.address).map { limit in
                Gauge(
                    name: "holdfast_upstream_rate_remaining",
                    labels: [Gauge.Label(name: "upstream", value: upstream.name)],
                    help: "Requests that an upstream still grants, as its last answer said.",
                    value: limit.remaining
                )
            }
        }
        return questions + grants
    }
}
