// SPDX-License-Identifier: Apache-2.0

/// One manifest stored under many tags, `t-000000` and on, by eight clients.
///
/// The blobs that the manifest names must already be in the repository.
struct TagLoad {
    private let endpoint: Endpoint
    private let repository: String
    private let manifest: [UInt8]
    private let count: Int

    init(_ arguments: ArraySlice<String>) throws(LoadError) {
        let options = try Options(arguments, allowed: ["--count", "--manifest", "--repository"])
        endpoint = options.endpoint
        repository = try options.required("--repository")
        manifest = try File(options.required("--manifest")).bytes()
        count = try options.count("--count", default: 10_000)
    }

    func run() throws(LoadError) -> Measurement {
        let turns = Turns(count)
        let start = ContinuousClock.now
        let outcomes = try Clients.run(8) { [endpoint, repository, manifest, count] _ throws(LoadError) in
            let registry = RegistryClient(connection: try Connection(to: endpoint), repository: repository)
            var latencies = Latencies(capacity: count)
            while let turn = turns.take() {
                let digits = String(turn)
                let begun = ContinuousClock.now
                let padding = String(repeating: "0", count: max(0, 6 - digits.count))
                try registry.put(manifest: manifest, tag: "t-\(padding)\(digits)")
                latencies.record(ContinuousClock.now - begun)
            }
            return latencies
        }
        let elapsed = ContinuousClock.now - start
        var latencies = Latencies(capacity: count)
        for outcome in outcomes {
            latencies.merge(outcome)
        }
        return Measurement(latencies, in: elapsed)
    }
}
