// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive
public import ImageDiff
import NIOCore
public import OCIClient
public import OCIModel

/// Reads one layer to its end.
public enum LayerScan {
    /// A layer whose bytes are those of its digest, and which is no archive that can be read.
    public struct Unreadable: Error {
        /// Why.
        public let reason: String
    }

    /// Layers are read two at a time, and all those of an image are held until they are put together.
    public static let limits = ArchiveLimits(entries: 2_000_000, totalMetadataSize: 256 << 20)

    /// Reads a layer.
    ///
    /// - Parameters:
    ///   - layer: The layer as its manifest lists it.
    ///   - source: Where it lies.
    ///   - progress: The account that its bytes are reported to.
    ///   - limits: How much it may make its reader do.
    ///   - capturing: Canonical paths of files whose content is wanted, too.
    /// - Returns: What is in it.
    /// - Throws: ``Unreadable`` for what is no archive; but bytes that do not hash to their digest are that before
    ///   anything else, as ``ClientError`` with `integrity`.
    public static func contents(
        of layer: Descriptor,
        in source: any ImageSource,
        progress: TransferProgress,
        limits: ArchiveLimits = Self.limits,
        capturing: Set<ByteString> = []
    ) async throws -> LayerContents {
        let scanner = LayerScanner(algorithm: layer.digest.algorithm, limits: limits, capturing: capturing)
        var fault: (any Error)?
        for try await piece in try await source.blob(layer) {
            progress.advance(bytes: Int64(piece.readableBytes))
            // The rest is read all the same: only at its end the stream has seen whether the digest is right.
            guard fault == nil else { continue }
            do {
                try piece.withUnsafeReadableBytes { try scanner.write($0) }
            } catch {
                fault = error
            }
        }
        do {
            if let fault { throw fault }
            let contents = try scanner.finish()
            progress.completeBlob()
            return contents
        } catch let error as ArchiveError {
            throw Unreadable(reason: error.description)
        } catch let error as LayerError {
            throw Unreadable(reason: "\(error)")
        }
    }
}
