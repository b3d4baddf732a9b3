// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// The paths of members of an archive, as they are looked up.
enum ArchivePath {
    /// A path without `./`, doubled and leading slashes; nil for one that is not text or leads out of the archive.
    static func canonical(_ path: some StringProtocol, from directory: String = "") -> String? {
        var elements = path.hasPrefix("/") ? [] : directory.split(separator: "/").map(String.init)
        for element in path.split(separator: "/") where element != "." {
            guard element == ".." else {
                elements.append(String(element))
                continue
            }
            guard elements.popLast() != nil else { return nil }
        }
        return elements.joined(separator: "/")
    }

    static func canonical(_ path: ByteString) -> String? {
        String(validating: path.bytes, as: UTF8.self).flatMap { canonical($0) }
    }

    /// Where a symbolic link leads.
    static func target(of link: TarEntry, at path: String) -> String? {
        guard let target = String(validating: link.linkTarget.bytes, as: UTF8.self) else { return nil }
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        return link.kind == .hardLink ? canonical(target) : canonical(target, from: directory)
    }
}
