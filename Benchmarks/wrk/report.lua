-- SPDX-License-Identifier: Apache-2.0

-- Prints the figures of a run as one line of JSON, the last line of the output. There is no `response` function
-- here on purpose: it would make wrk call Lua for every response.
function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        '{"count": %d, "per_second": %f, "p50_ms": %f, "p99_ms": %f, "bytes": %d, "errors": %d}\n',
        summary.requests,
        summary.requests / (summary.duration / 1e6),
        latency:percentile(50) / 1e3,
        latency:percentile(99) / 1e3,
        summary.bytes,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout
    ))
end
