// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What a key of `auths` stands for: a registry, or the repositories of one below a namespace.
struct CredentialScope: Hashable {
    let host: String
    /// The first elements of repository names, without slashes at the ends; empty for the whole registry.
    let namespace: String

    /// Reads a key such as `registry.example.com:5000`, `quay.io/team` or `https://index.docker.io/v1/`.
    ///
    /// A key with a scheme is the address of a registry's API, whose path says nothing about repositories.
    init(key: String) {
        var rest = Substring(key)
        var isAddress = false
        for scheme in ["https://", "http://"] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            isAddress = true
        }
        let host = rest.prefix { $0 != "/" }
        var path = rest.dropFirst(host.count)
        while path.first == "/" { path = path.dropFirst() }
        while path.last == "/" { path = path.dropLast() }
        self.host = Reference.canonicalHost(String(host))
        self.namespace = isAddress || path == "v1" || path == "v2" ? "" : String(path)
    }

    /// Tells whether the key speaks for a repository; a nil repository is the registry itself.
    func covers(host: String, repository: String?) -> Bool {
        guard self.host == Reference.canonicalHost(host) else { return false }
        guard !namespace.isEmpty else { return true }
        guard let repository else { return false }
        return repository == namespace || repository.hasPrefix(namespace + "/")
    }
}
