// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Which requests are logged.
public enum RequestLog: String, CaseIterable, Sendable {
    case all
    /// Those that change something, and those that fail.
    case changes
    case off
}
