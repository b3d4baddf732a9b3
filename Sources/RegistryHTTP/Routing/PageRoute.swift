// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Which web page a path names.
///
/// What belongs to a repository stands behind `/-/`, which no repository name can hold.
enum PageRoute: Hashable, Sendable {
    case repositories
    case repository(name: String)
    case tag(repository: String, tag: String)
    case image(repository: String, digest: String)
    /// A directory or file of an image by the names on the way to it, which are bytes; none of them is empty, `.` or `..`
    /// or holds a slash or zero byte.
    case files(repository: String, digest: String, path: [[UInt8]])
    case holds
    case hold(id: String)
    /// Where the form of a hold goes.
    case decision(id: String)
    case graph
    case affected
    case signIn
    case signOut
    case asset(name: String)
    case unknown

    /// Finds the page of a path that names nothing but a page; nil leaves the path to others.
    init?(_ path: RequestPath) {
        let elements = path.elements
        switch (elements.first, elements.count) {
        case ("r", 2...): self = Self.inRepository(path) ?? .unknown
        case ("holds", 1) where path.isPlain: self = .holds
        case ("holds", 3) where path.isPlain && elements[2] == "decision": self = .decision(id: elements[1])
        case ("graph", 1) where path.isPlain: self = .graph
        case ("affected", 1) where path.isPlain: self = .affected
        case ("login", 1) where path.isPlain: self = .signIn
        case ("logout", 1) where path.isPlain: self = .signOut
        case ("assets", 2) where path.isPlain: self = .asset(name: elements[1])
        default: return nil
        }
    }

    private static func inRepository(_ path: RequestPath) -> PageRoute? {
        var elements = path.elements.dropFirst()
        guard let dash = elements.firstIndex(of: "-") else {
            if elements.last == "" { elements.removeLast() }
            guard path.isPlain, !elements.isEmpty else { return nil }
            return .repository(name: elements.joined(separator: "/"))
        }
        let repository = elements[..<dash].joined(separator: "/")
        let rest = Array(elements[(dash + 1)...])
        // Only names of files may be other than text; what stands before them is looked up as it is, and not found.
        if rest.count >= 3, rest[0] == "images", rest[2] == "files" {
            return fileNames(path.raw[(dash + 4)...]).map { .files(repository: repository, digest: rest[1], path: $0) }
        }
        guard path.isPlain, rest.count == 2 else { return nil }
        switch rest[0] {
        case "tags": return .tag(repository: repository, tag: rest[1])
        case "images": return .image(repository: repository, digest: rest[1])
        default: return nil
        }
    }

    private static func fileNames(_ raw: ArraySlice<[UInt8]>) -> [[UInt8]]? {
        var names: [[UInt8]] = []
        for (index, element) in raw.enumerated() {
            if element.isEmpty, index == raw.count - 1 { break }
            guard let name = PercentEncoding.decodedBytes(element), !name.isEmpty, name != [0x2e],
                name != [0x2e, 0x2e],
                !name.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0 })
            else { return nil }
            names.append(name)
        }
        return names
    }
}

extension Route {
    /// The web page that a request is answered with, if any.
    ///
    /// Some paths are also read by programs, which do not ask for HTML and get what they always got.
    func page(forBrowser isBrowser: Bool, _ path: RequestPath) -> PageRoute? {
        switch self {
        case .page(let page): page
        case .front where isBrowser: .repositories
        case .holdPage(let id) where isBrowser: .hold(id: id)
        case .unknown where isBrowser && !["v2", "api"].contains(path.elements.first): .unknown
        default: nil
        }
    }
}
