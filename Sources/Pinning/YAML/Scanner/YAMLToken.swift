// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A piece of a YAML file that the parser needs to see: an indicator, a text, or the beginning or end of a block.
struct YAMLToken: Sendable {
    enum Kind: Sendable {
        case streamEnd
        case versionDirective
        case tagDirective
        case documentStart
        case documentEnd
        case blockSequenceStart
        case blockMappingStart
        case blockEnd
        case flowSequenceStart
        case flowSequenceEnd
        case flowMappingStart
        case flowMappingEnd
        case blockEntry
        case flowEntry
        case key
        case value
        case alias
        case anchor
        case tag
        case scalar
    }

    enum Content: Sendable {
        case none
        /// What an anchor or alias is called.
        case name(String)
        /// The handle that a tag or a directive about tags begins with; empty for a tag that needs none.
        case handle(String)
        case scalar(YAMLScalar)
    }

    let kind: Kind
    /// The bytes it was read from; none for the beginning and end of blocks.
    let span: Range<Int>
    var content = Content.none
}
