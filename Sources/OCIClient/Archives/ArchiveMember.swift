// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A member of an archive that is read by position.
struct ArchiveMember: Sendable {
    enum Kind: Sendable {
        case file
        /// Another name of a member, by the path from the top of the archive.
        case link(String)
    }

    let kind: Kind
    let offset: Int64
    let size: Int64
    /// The hash of its content, where the archive was hashed as it was read.
    var digest: Digest?
    /// The archive has more than one member of this name, and readers differ in which of them counts.
    var isRepeated = false
    /// The archive holds less than the member's size, as with sparse files, so that it cannot be read by position.
    var isShortened = false
}
