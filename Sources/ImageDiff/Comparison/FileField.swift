// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What of a file differs, by the words of the `diff` document and in their order.
public enum FileField: String, CaseIterable, Sendable {
    /// Size or hash of a file's bytes.
    case content
    /// Permissions, setuid, setgid and sticky bit.
    case mode
    /// The number of user or group.
    case owner
    /// What it is: a file, a directory, a device. The numbers of a device count here, since they say which device it
    /// is; in a strict comparison so does the group of hard links that a file belongs to.
    case type
    /// What a symbolic link points to.
    case target
    /// Extended attributes and records of Windows.
    case attributes = "xattrs"
    /// When the content was changed last.
    case modified = "mtime"
}
