// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How close a comparison of files looks.
public enum ComparisonMode: String, Sendable {
    /// What a program in a container could tell, but for moments and the grouping of hard links.
    case semantic
    /// Everything that a layer says about a file: moments, hard links and records of Windows as well.
    case strict
}
