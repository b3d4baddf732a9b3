// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import Testing

/// A difference, and what ``RiskRules`` says about it.
struct RiskRow: Sendable, CustomTestStringConvertible {
    let name: String
    let path: ByteString
    let old: FileEntry?
    let new: FileEntry?
    let severity: Severity
    let reasons: [String]
    /// The severity when other versions of packages explain the difference.
    let explained: Severity
    var testDescription: String { name }

    init(
        _ name: String,
        _ path: ByteString,
        _ old: FileEntry?,
        _ new: FileEntry?,
        _ severity: Severity,
        _ reasons: [String] = [],
        explained: Severity? = nil
    ) {
        self.name = name
        self.path = path
        self.old = old
        self.new = new
        self.severity = severity
        self.reasons = reasons
        self.explained = explained ?? severity
    }
}
