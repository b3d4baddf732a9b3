// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Registry
internal import Synchronization

/// Counts and times requests for Prometheus.
///
/// Labels are the operation, never a name from the request, so that clients cannot grow the number of series.
final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        let operation: String
        let method: String
        let status: Int
    }

    private struct Series {
        var count = 0
        var seconds = 0.0
        var buckets = [Int](repeating: 0, count: RequestMetrics.bounds.count)
    }

    /// Upper bounds of the duration buckets in seconds.
    private static let bounds = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60]
    private let series = Mutex<[Key: Series]>([:])

    func record(_ method: HTTPRequest.Method, _ route: Route, _ status: HTTPResponse.Status, _ elapsed: Duration) {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let known: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete]
        let key = Key(
            operation: route.operation,
            method: known.contains(method) ? method.rawValue : "other",
            status: status.code
        )
        series.withLock { series in
            series[key, default: Series()].count += 1
            series[key]?.seconds += seconds
            if let bucket = Self.bounds.firstIndex(where: { seconds <= $0 }) {
                series[key]?.buckets[bucket] += 1
            }
        }
    }

    /// The text format of Prometheus, version 0.0.4.
    func exposition(_ gauges: [Gauge]) -> String {
        var lines: [String] = []
        var described: String?
        for gauge in gauges {
            if gauge.name != described {
                lines.append("# HELP \(gauge.name) \(gauge.help)")
                lines.append("# TYPE \(gauge.name) \(gauge.kind.rawValue)")
                described = gauge.name
            }
            let labels = gauge.labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",")
            lines.append("\(gauge.name)\(labels.isEmpty ? "" : "{\(labels)}") \(gauge.value)")
        }
        let name = "holdfast_http_request_duration_seconds"
        lines.append("# HELP \(name) How long requests took until the response began, by operation.")
        lines.append("# TYPE \(name) histogram")
        let snapshot = series.withLock { $0 }.sorted {
            ($0.key.operation, $0.key.method, $0.key.status) < ($1.key.operation, $1.key.method, $1.key.status)
        }
        for (key, series) in snapshot {
            let labels = "operation=\"\(key.operation)\",method=\"\(key.method)\",status=\"\(key.status)\""
            var total = 0
            for (bound, count) in zip(Self.bounds, series.buckets) {
                total += count
                lines.append("\(name)_bucket{\(labels),le=\"\(bound)\"} \(total)")
            }
            lines.append("\(name)_bucket{\(labels),le=\"+Inf\"} \(series.count)")
            lines.append("\(name)_sum{\(labels)} \(series.seconds)")
            lines.append("\(name)_count{\(labels)} \(series.count)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Route {
    /// The operation a request counts as.
    var operation: String {
        switch self {
        case .ping, .extensions: "discovery"
        case .catalog, .repositories: "repositories"
        case .manifest: "manifest"
        case .blob: "blob"
        case .uploads, .upload: "upload"
        case .tags: "tags"
        case .tagHistory, .history: "history"
        case .referrers: "referrers"
        case .accessToken: "access_token"
        case .holds, .hold, .decision, .holdPage: "holds"
        case .rules: "rules"
        case .log: "log"
        case .keys, .keyChange, .trust: "trust"
        case .graph: "graph"
        case .affected: "affected"
        case .base: "base"
        case .promote, .rollback: "promotion"
        case .importDCT: "import"
        case .warm: "warm"
        case .garbageCollection, .scrub, .backup: "upkeep"
        case .users, .user, .tokens, .token: "accounts"
        case .deliveries, .deadDeliveries, .delivery: "deliveries"
        case .health, .readiness, .metrics, .front: "status"
        case .page: "pages"
        case .unknown: "unknown"
        }
    }
}
