// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// An address that a page may point to.
///
/// Addresses of our own are made by name; those that others wrote are let through only when following them can do no more
/// than open a web page.
struct Link: Hashable, Sendable {
    /// The address as it stands in an attribute, before escaping.
    let text: String
    /// Tells whether it leads away from the registry.
    let isForeign: Bool

    private init(own text: String) {
        self.text = text
        self.isForeign = false
    }

    /// Takes an address that somebody wrote, such as a label's `source`.
    ///
    /// nil unless it is plain `http` or `https` to a host that the eye sees: what stands before an `@` looks like a host
    /// and is none.
    init?(foreign text: String) {
        let lower = text.lowercased()
        guard text.utf8.count <= 2_048,
            let start = ["https://", "http://"].first(where: lower.hasPrefix)?.utf8.count,
            text.utf8.allSatisfy({ (0x21..<0x7f).contains($0) && !#""'<>\^`{|}"#.utf8.contains($0) })
        else { return nil }
        let authority = text.utf8.dropFirst(start).prefix { !"/?#".utf8.contains($0) }
        guard let first = authority.first, first != UInt8(ascii: ":"), !authority.contains(UInt8(ascii: "@")) else {
            return nil
        }
        self.text = text
        self.isForeign = true
    }

    /// Takes a path of our own that came back with a request, such as where to go after signing in.
    ///
    /// nil for whatever a browser could take for another site.
    init?(returningTo text: String) {
        guard text.utf8.first == UInt8(ascii: "/"), !text.hasPrefix("//"), text.utf8.count <= 2_048,
            text.utf8.allSatisfy({ (0x21..<0x7f).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return nil }
        self.init(own: text)
    }

    /// The same address with parameters; those without a value are left out.
    func with(_ parameters: [(name: String, value: String?)]) -> Link {
        var text = text
        var separator = text.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
        for case (let name, let value?) in parameters {
            text += "\(separator)\(PercentEncoding.encode(name))=\(PercentEncoding.encode(value))"
            separator = "&"
        }
        return Link(own: text)
    }

    /// The same address, at a place in its page.
    func at(_ anchor: String) -> Link { Link(own: "\(text)#\(PercentEncoding.encode(anchor))") }
}

// MARK: Our own pages

extension Link {
    static let repositories = Link(own: "/")
    static let holds = Link(own: "/holds")
    static let graph = Link(own: "/graph")
    static let affected = Link(own: "/affected")
    static let signIn = Link(own: "/login")
    static let signOut = Link(own: "/logout")

    /// Signing in, and then going on to a path.
    static func signIn(next: String) -> Link { signIn.with([("next", next == "/" ? nil : next)]) }

    static func repository(_ name: RepositoryName) -> Link { Link(own: "/r/\(name)") }

    static func tag(_ tag: Tag, in repository: RepositoryName) -> Link { Link(own: "/r/\(repository)/-/tags/\(tag)") }

    /// The signed state of a repository's log.
    static func logCheckpoint(of repository: RepositoryName) -> Link {
        Link(own: "/v2/\(repository)/_holdfast/log/checkpoint")
    }

    /// What proves what the log says of a tag.
    static func proof(of tag: Tag, in repository: RepositoryName) -> Link {
        Link(own: "/v2/\(repository)/_holdfast/tags/\(tag)/proof")
    }

    static func image(_ digest: Digest, in repository: RepositoryName) -> Link {
        Link(own: "/r/\(repository)/-/images/\(digest)")
    }

    /// The files of an image: a directory or file by the names on the way to it.
    static func files(_ digest: Digest, in repository: RepositoryName, path: [[UInt8]] = []) -> Link {
        let path = path.map { "/" + PercentEncoding.encode($0) }.joined()
        return Link(own: "/r/\(repository)/-/images/\(digest)/files\(path)")
    }

    static func hold(_ id: Int64) -> Link { Link(own: "/holds/\(id)") }

    static func decision(on id: Int64) -> Link { Link(own: "/holds/\(id)/decision") }

    static func asset(_ asset: PageAsset) -> Link {
        Link(own: "/assets/\(asset.name)").with([("v", asset.version)])
    }

    /// A place in the same page.
    static func anchor(_ id: String) -> Link { Link(own: "#\(PercentEncoding.encode(id))") }
}
