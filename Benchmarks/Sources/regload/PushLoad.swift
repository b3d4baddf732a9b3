// SPDX-License-Identifier: Apache-2.0

/// Pushes of small images as a container engine does them: 17 requests for an image of three layers.
///
/// Each client pushes into a repository of its own. Images are made before the clock starts.
struct PushLoad {
    private let endpoint: Endpoint
    private let repository: String
    private let images: Int
    private let clients: Int

    init(_ arguments: ArraySlice<String>) throws(LoadError) {
        let options = try Options(arguments, allowed: ["--images", "--clients", "--repository"])
        endpoint = options.endpoint
        repository = options.optional("--repository") ?? "bench/push"
        images = try options.count("--images", default: 1_000)
        clients = try options.count("--clients", default: 8)
    }

    func run() throws(LoadError) -> Measurement {
        let images = (0..<images).map { _ in Image() }
        let turns = Turns(images.count)
        let start = ContinuousClock.now
        let outcomes = try Clients.run(clients) { [endpoint, repository] client throws(LoadError) in
            let registry = RegistryClient(
                connection: try Connection(to: endpoint),
                repository: "\(repository)-\(client)"
            )
            var latencies = Latencies(capacity: images.count)
            while let turn = turns.take() {
                let begun = ContinuousClock.now
                for blob in images[turn].blobs {
                    try registry.expectNoBlob(blob.digest)
                    try registry.upload(.bytes(blob.bytes), digest: blob.digest)
                }
                try registry.put(manifest: images[turn].manifest, tag: "v\(turn)")
                latencies.record(ContinuousClock.now - begun)
            }
            return latencies
        }
        let elapsed = ContinuousClock.now - start
        var latencies = Latencies(capacity: images.count)
        for outcome in outcomes {
            latencies.merge(outcome)
        }
        return Measurement(latencies, in: elapsed)
    }
}
