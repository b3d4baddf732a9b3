// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive

extension FileTree {
    /// Puts layers on top of each other, as the image specification has it.
    ///
    /// Whiteouts and opaque markers act on the layers below only, wherever they stand in their archive. The entries then
    /// act in the order of the archive: a directory gives another one its attributes, anything else takes the place of
    /// what was there. Hard links share an inode, the one their target has at that moment. What two extractors could
    /// read in two ways is among ``ambiguities``, at most 10,000 of each kind.
    ///
    /// - Parameters:
    ///   - layers: The layers, the lowest first.
    ///   - limits: How many files there may be, and how much their paths may take together.
    /// - Throws: ``LayerError`` for what no extractor should act on, and what exceeds a limit.
    public init(flattening layers: [LayerContents], limits: ArchiveLimits = ArchiveLimits()) throws {
        var builder = TreeBuilder(limits: limits)
        for layer in layers { try builder.apply(layer) }
        let files = builder.files()
        self.init(files: files, ambiguities: builder.ambiguities)
    }
}
