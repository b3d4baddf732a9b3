// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// A tag of this registry that may be an image's base.
struct BasePlace: Hashable {
    let repository: RepositoryName
    let tag: Tag

    var name: String { "\(repository):\(tag)" }
}

/// What a tag means or meant.
struct TagMeaning: Hashable, Comparable {
    let place: BasePlace
    let digest: Digest

    static func < (left: TagMeaning, right: TagMeaning) -> Bool {
        (left.place.name, left.digest) < (right.place.name, right.digest)
    }
}

/// The names of this registry by which clients may have called it.
struct OwnNames {
    private let hosts: Set<String>

    /// Takes the public address, such as `https://registry.example.com`, and further names such as `10.0.0.7:5000`.
    init(publicURL: String?, hosts: [String] = []) {
        var hosts = Set(hosts.map { $0.lowercased() })
        if let publicURL, let scheme = publicURL.range(of: "://") {
            hosts.insert(publicURL[scheme.upperBound...].prefix { $0 != "/" }.lowercased())
        }
        self.hosts = hosts
    }

    /// The repositories here that a name may mean, the likeliest first: that of an upstream, one that was copied under its
    /// full name, one that somebody called by this registry's own name.
    ///
    /// - Parameter reference: The name as somebody wrote it.
    /// - Returns: The certain ones, and those that count only if they have the digest that was named.
    func repositories(for reference: Reference) -> (certain: [RepositoryName], possible: [RepositoryName]) {
        let normal = reference.normalized()
        // A name that is too long together is none of a repository here.
        let full = normal.host.flatMap { try? RepositoryName("\($0)/\(normal.repository)") }
        guard let host = reference.host?.lowercased() else {
            return ([full].compactMap { $0 }, [reference.repository])
        }
        if hosts.contains(host) { return ([reference.repository], []) }
        return ([full].compactMap { $0 }, [normal.repository, reference.repository])
    }
}

extension String {
    /// The place of the first occurrence of a text.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
