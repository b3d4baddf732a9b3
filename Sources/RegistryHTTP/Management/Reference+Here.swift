// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

extension Reference {
    /// The same reference where what looks like a host is the beginning of a repository's name: that of an upstream.
    var here: Reference {
        guard let host, let repository = try? RepositoryName("\(host)/\(repository)") else {
            // What is too long or no name with its host is no repository of an upstream.
            return self
        }
        return Reference(repository: repository, tag: tag, digest: digest)
    }
}
