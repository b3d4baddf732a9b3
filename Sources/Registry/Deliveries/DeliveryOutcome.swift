// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What became of an attempt to deliver a message.
public enum DeliveryOutcome: Hashable, Sendable {
    /// The endpoint took it.
    case delivered
    /// The endpoint did not take it, for this reason; it is sent again then.
    case postponed(String, until: Timestamp)
    /// The endpoint did not take it, for this reason, and it is not sent again by itself.
    case givenUp(String)
}
