// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

extension FoundReference {
    /// The edit that makes the reference mean a digest.
    ///
    /// - Parameter digest: The digest to write in place of the one that stands there, if one does.
    /// - Returns: The edit, or nil when the digest stands there already.
    public func pinning(to digest: Digest) -> Edit? {
        switch holding {
        case .reference, .tag: edit("\(unpinnedText)@\(digest)")
        case .digest, .quotedDigest: edit(digest.rawValue)
        }
    }

    /// The edit that takes the digest out again, so that the bytes are those from before it was written.
    ///
    /// - Returns: The edit, or nil when no digest stands there.
    /// - Throws: ``PinningError/Code/unsupported`` when the digest is the only value of a key, which would have to go too.
    public func unpinning() throws(PinningError) -> Edit? {
        switch holding {
        case .reference, .tag: return edit(unpinnedText)
        case .quotedDigest: return edit("")
        case .digest:
            throw PinningError(
                .unsupported,
                "the digest stands under a key of its own, which would be left without a value",
                path: path,
                offset: span.lowerBound,
                advice: "Remove the key by hand."
            )
        }
    }

    /// The text of the span without a digest at its end.
    private var unpinnedText: String {
        guard let at = written.utf8.lastIndex(of: UInt8(ascii: "@")),
            // Losing the reason is right: what does not read as a digest is none, and stays.
            (try? Digest(written[written.utf8.index(after: at)...])) != nil
        else { return written }
        return String(written[..<at])
    }

    private func edit(_ replacement: String) -> Edit? {
        replacement == written ? nil : Edit(path: path, span: span, from: written, to: replacement)
    }
}
