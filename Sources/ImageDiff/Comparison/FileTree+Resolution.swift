// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive

extension FileTree {
    /// The paths that a name leads through, links followed inside the root: the links and at last what they lead to.
    ///
    /// Parents are resolved as well. The last path need not exist. A name that leads through more than
    /// 40 links gives nothing.
    public func trail(of path: ByteString) -> [ByteString] {
        var trail: [ByteString] = []
        var rest = Self.components(path.bytes[...])
        var place: [UInt8] = []
        var links = 0
        while let name = rest.first {
            rest.removeFirst()
            if name.elementsEqual("..".utf8) {
                place = Array(place[..<(place.lastIndex(of: Self.slash) ?? 0)])
                continue
            }
            let next = place + [Self.slash] + name
            guard let file = self[ByteString(next)], file.entry.kind == .symlink else {
                place = next
                continue
            }
            links += 1
            guard links <= 40 else { return [] }
            if rest.isEmpty { trail.append(file.path) }
            let target = file.entry.target.bytes
            if target.first == Self.slash { place = [] }
            rest = Self.components(target[...]) + rest
        }
        return place.isEmpty ? [] : trail + [ByteString(place)]
    }

    private static let slash = UInt8(ascii: "/")

    private static func components(_ path: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        path.split(separator: slash).filter { !$0.elementsEqual(".".utf8) }
    }
}

extension FileTree.File {
    /// The path that a link names, as far as that can be told without the links in it.
    var namedTarget: ByteString {
        let slash = UInt8(ascii: "/")
        let target = entry.target.bytes
        var place = target.first == slash ? [] : Array(path.bytes.split(separator: slash).dropLast())
        for component in target.split(separator: slash) where !component.elementsEqual(".".utf8) {
            if component.elementsEqual("..".utf8) { _ = place.popLast() } else { place.append(component) }
        }
        return ByteString(place.flatMap { [slash] + $0 })
    }
}
