// SPDX-License-Identifier: Apache-2.0

/// The upload of one large file: POST, one PATCH, PUT with the digest.
struct BlobPut {
    private let endpoint: Endpoint
    private let repository: String
    private let digest: String
    private let file: File

    init(_ arguments: ArraySlice<String>) throws(LoadError) {
        let options = try Options(arguments, allowed: ["--file", "--digest", "--repository"])
        endpoint = options.endpoint
        repository = try options.required("--repository")
        digest = try options.required("--digest")
        file = try File(options.required("--file"))
    }

    func run() throws(LoadError) -> Measurement {
        let registry = RegistryClient(connection: try Connection(to: endpoint), repository: repository)
        let start = ContinuousClock.now
        try registry.upload(.file(descriptor: file.descriptor, length: file.length), digest: digest)
        return Measurement(bytes: file.length, in: ContinuousClock.now - start)
    }
}
