// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Who of those with the right to approve may decide a hold.
public enum ApprovalPolicy: Hashable, Sendable {
    /// Any of them, the one who pushed included.
    case anyApprover
    /// Any of them but the one who pushed.
    case distinct
}
