// SPDX-License-Identifier: Apache-2.0

/// Downloads of one blob in parallel streams; the bytes are counted and discarded.
struct BlobGet {
    private let endpoint: Endpoint
    private let streams: Int
    private let repetitions: Int
    private let length: Int

    init(_ arguments: ArraySlice<String>) throws(LoadError) {
        let options = try Options(arguments, allowed: ["--streams", "--repeat", "--length"])
        endpoint = options.endpoint
        streams = try options.count("--streams", default: 1)
        repetitions = try options.count("--repeat", default: 1)
        _ = try options.required("--length")
        length = try options.count("--length", default: 0)
    }

    func run() throws(LoadError) -> Measurement {
        let start = ContinuousClock.now
        let received = try Clients.run(streams) { [endpoint, repetitions, length] _ throws(LoadError) in
            let connection = try Connection(to: endpoint)
            var bytes = 0
            for _ in 0..<repetitions {
                let request = Request(method: "GET", path: endpoint.path)
                let response = try connection.exchange(request, expecting: 200)
                guard response.bodyLength == length else {
                    throw LoadError("GET \(endpoint.path): \(response.bodyLength) bytes instead of \(length)")
                }
                bytes += response.bodyLength
            }
            return bytes
        }
        let elapsed = ContinuousClock.now - start
        return Measurement(bytes: received.reduce(0, +), in: elapsed)
    }
}
