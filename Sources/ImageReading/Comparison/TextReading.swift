// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
public import ImageDiff
public import OCIClient
import OCIModel

/// Reads small text files that differ between images a second time, to say what differs in them.
public struct TextReading: Sendable {
    /// The most files.
    private static let maximumFiles = 100
    /// The most bytes of all their texts.
    private static let maximumTotal: Int64 = 4 << 20

    private let progress: TransferProgress
    private let pace: ReadingPace
    private let cache: LayerCache?

    /// Creates a reading.
    ///
    /// - Parameters:
    ///   - progress: The account that what is read is reported to.
    ///   - pace: How much a layer may make its reader do.
    ///   - cache: Layers that were read before, of which some files are known.
    public init(progress: TransferProgress, pace: ReadingPace, cache: LayerCache?) {
        self.progress = progress
        self.pace = pace
        self.cache = cache
    }

    /// Finds what differs in the text of files, the heaviest differences first while there is room.
    ///
    /// Only layers that hold such a file are read. A file whose bytes do not come out as its hash says, such as one that
    /// a layer names by another path, has no text.
    ///
    /// - Parameters:
    ///   - compared: The pairs with what differs.
    ///   - source: Where the images lie.
    /// - Returns: The texts by the difference they belong to.
    /// - Throws: What the source throws.
    public func texts(
        of compared: [(pair: VariantPair, comparison: ImageComparison)],
        in source: any ImageSource
    ) async throws -> [FileDifference: TextDifference] {
        var wishes: [Wish] = []
        var room = Self.maximumTotal
        for wish in try candidates(compared) where wishes.count < Self.maximumFiles && wish.size <= room {
            wishes.append(wish)
            room -= wish.size
        }
        var found: [Place: [UInt8]] = [:]
        let byLayer = Dictionary(grouping: wishes.flatMap(\.places), by: \.layer)
        for (layer, places) in byLayer.sorted(by: { $0.key.digest.rawValue < $1.key.digest.rawValue }) {
            try Task.checkCancellation()
            found.merge(try await content(of: places, in: layer, source)) { first, _ in first }
        }
        var texts: [FileDifference: TextDifference] = [:]
        for wish in wishes {
            let before = wish.from.flatMap { found[$0] }
            let after = wish.to.flatMap { found[$0] }
            // A side that should be there and was not found makes no text.
            guard (before == nil) == (wish.from == nil), (after == nil) == (wish.to == nil) else { continue }
            texts[wish.difference] = TextDifference(from: before, to: after)
        }
        return texts
    }
}

extension TextReading {
    /// A file in a layer.
    private struct Place: Hashable {
        let layer: Descriptor
        let path: ByteString
        let hash: ContentHash
    }

    /// A difference with the files it is about.
    private struct Wish {
        let difference: FileDifference
        let from: Place?
        let to: Place?
        let size: Int64

        var places: [Place] { [from, to].compactMap(\.self) }
    }

    private func candidates(_ compared: [(pair: VariantPair, comparison: ImageComparison)]) throws -> [Wish] {
        var wishes: [Wish] = []
        for (pair, comparison) in compared {
            let old = try pair.old?.layers() ?? []
            let new = try pair.new?.layers() ?? []
            for difference in comparison.files.differences {
                guard difference.noise == nil, Self.isAboutText(difference) else { continue }
                let from = difference.from.flatMap { Self.place(of: $0, in: old) }
                let to = difference.to.flatMap { Self.place(of: $0, in: new) }
                guard (from == nil) == (difference.from == nil), (to == nil) == (difference.to == nil) else { continue }
                let size = (difference.from?.entry.size ?? 0) + (difference.to?.entry.size ?? 0)
                wishes.append(Wish(difference: difference, from: from, to: to, size: size))
            }
        }
        return wishes.enumerated()
            .sorted { ($1.element.difference.severity, $0.offset) < ($0.element.difference.severity, $1.offset) }
            .map(\.element)
    }

    private static func isAboutText(_ difference: FileDifference) -> Bool {
        if difference.change == .modified, !difference.fields.contains(.content) { return false }
        return [difference.from, difference.to].compactMap(\.self).allSatisfy { file in
            file.entry.kind == .file && file.entry.size <= TextDifference.maximumSize
                && file.entry.content != .elf && file.entry.content != .windows
        }
    }

    private static func place(of file: FileTree.File, in layers: [LayerRequest]) -> Place? {
        guard let hash = file.entry.hash, layers.indices.contains(file.entry.layer) else { return nil }
        return Place(layer: layers[file.entry.layer].layer, path: file.path.relative, hash: hash)
    }

    private func content(
        of places: [Place],
        in layer: Descriptor,
        _ source: any ImageSource
    ) async throws -> [Place: [UInt8]] {
        let known = cache?.contents(of: layer)?.captured ?? [:]
        var found = Self.matching(places, known)
        let missing = places.filter { found[$0] == nil }
        guard !missing.isEmpty else { return found }
        do {
            let contents = try await LayerScan.contents(
                of: layer,
                in: source,
                progress: progress,
                limits: pace.limits,
                capturing: Set(missing.map(\.path))
            )
            found.merge(Self.matching(missing, contents.captured)) { first, _ in first }
        } catch is LayerScan.Unreadable {
            // It was read before; that it cannot be now says nothing about what differs.
        }
        return found
    }

    private static func matching(_ places: [Place], _ captured: [ByteString: [UInt8]]) -> [Place: [UInt8]] {
        var found: [Place: [UInt8]] = [:]
        for place in places {
            guard let bytes = captured[place.path], ContentHash(hashing: bytes) == place.hash else { continue }
            found[place] = bytes
        }
        return found
    }
}
