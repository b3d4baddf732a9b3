// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The outcome of a password check.
public enum PasswordVerdict: Hashable, Sendable {
    case accepted
    case rejected
    /// Nothing was checked; there were too many failures, and this much time must pass first.
    case throttled(retryAfter: Duration)
}
