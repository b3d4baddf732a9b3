// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A member's name without what means nothing: leading `/` and `./`, double slashes, `.`, a slash at the end.
///
/// A `..` takes away the component before it, as all extractors do before they look at the file system.
struct CanonicalName {
    private(set) var hasParentReference = false
    /// Where the last component begins, counted from the path's first byte.
    private(set) var lastComponent = 0
    /// Whether a component before the last one begins with `.wh.`.
    private(set) var isBelowMarker = false

    /// Appends the canonical name to bytes.
    ///
    /// - Throws: ``LayerError/Reason`` for a zero byte, or a `..` that leaves the root; the bytes may have grown then.
    init(appending raw: [UInt8], to bytes: inout [UInt8]) throws(LayerError.Reason) {
        let start = bytes.count
        var componentStart = 0
        var markers = 0
        while componentStart < raw.count {
            let end = raw[componentStart...].firstIndex(of: .slash) ?? raw.count
            let component = raw[componentStart..<end]
            componentStart = end + 1
            if component.isEmpty || component.elementsEqual(".".utf8) { continue }
            guard !component.contains(0) else { throw .zeroByte }
            if component.elementsEqual("..".utf8) {
                guard bytes.count > start else { throw .escapingName }
                hasParentReference = true
                let slash = bytes[start...].lastIndex(of: .slash) ?? start
                let removed = bytes[(slash == start ? start : slash + 1)...]
                if removed.starts(with: Self.markerPrefix) { markers -= 1 }
                bytes.removeSubrange(slash...)
            } else {
                if bytes.count > start { bytes.append(.slash) }
                bytes += component
                if component.starts(with: Self.markerPrefix) { markers += 1 }
            }
        }
        let path = bytes[start...]
        lastComponent = path.lastIndex(of: .slash).map { $0 + 1 - start } ?? 0
        isBelowMarker = markers > (path[(start + lastComponent)...].starts(with: Self.markerPrefix) ? 1 : 0)
    }

    static let markerPrefix = Array(".wh.".utf8)
    static let opaqueMarker = Array(".wh..wh..opq".utf8)
    private static let metaPrefix = Array(".wh..wh.".utf8)

    /// What a last component says that a member is; nil for a plain file.
    ///
    /// - Throws: ``LayerError/Reason`` for a whiteout that names no file.
    static func marker(_ name: ArraySlice<UInt8>) throws(LayerError.Reason) -> MemberRecord.Role? {
        guard name.starts(with: markerPrefix) else { return nil }
        if name.elementsEqual(opaqueMarker) { return .opaque }
        // Names with this prefix cannot be in a tree, so that there is nothing to hide: aufs keeps its records so.
        if name.starts(with: metaPrefix) { return .stray }
        let hidden = name.dropFirst(markerPrefix.count)
        let isName = !hidden.isEmpty && !hidden.elementsEqual(".".utf8) && !hidden.elementsEqual("..".utf8)
        guard isName else { throw .badWhiteout }
        return .whiteout
    }
}

extension UInt8 {
    static let slash = UInt8(ascii: "/")
}
