// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
public import Policy
public import Storage

/// A tag with what a person wants to know of it.
public struct TagOverview: Sendable {
    /// The tag and what it means.
    public let record: TagRecord
    /// The type of what it means.
    public let mediaType: MediaType?
    /// The manifest's length in bytes.
    public let size: Int64?
    /// When it was last pulled.
    public let lastPulledAt: Timestamp?
    /// The rule in force.
    public let rule: Rule
    /// The open hold, if any.
    public let hold: Int64?
    /// What the upstream said last, in a repository of one.
    public let upstreamCheck: UpstreamCheck?
}
