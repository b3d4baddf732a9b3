// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Which moment in the history of a tag is meant.
public enum PastMoment: Hashable, Sendable {
    /// A moment.
    case moment(Timestamp)
    /// So long ago, by the registry's clock.
    case ago(Duration)
    /// The newest meaning that the tag has had, or came to have for the first time, so long ago, by the registry's clock.
    case settled(Duration)
}

/// What a tag meant, as its registry remembers it.
public enum PastMeaning: Hashable, Sendable {
    /// The tag meant this since then.
    case meant(TagHistoryEntry)
    /// The tag meant nothing at this moment.
    case nothing(at: Timestamp)
    /// The registry keeps no history of tags.
    case unknown
}
