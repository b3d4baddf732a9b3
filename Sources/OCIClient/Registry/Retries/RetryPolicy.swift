// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How often and how long a request is tried again.
public struct RetryPolicy: Hashable, Sendable {
    /// The most tries of one request, the first among them.
    public var tries = 5
    /// The most pause before the second try; it doubles with each.
    public var firstPause = Duration.milliseconds(500)
    /// The most pause between two tries that the registry did not ask for.
    public var longestPause = Duration.seconds(20)
    /// The longest pause a registry may ask for; what asks for more is an error at once.
    public var longestAsked = Duration.seconds(60)
    /// How long all the tries and pauses of a request may take together.
    public var wholeTime = Duration.seconds(240)

    /// Creates the usual policy.
    public init() {}
}
