// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive
public import ImageDiff
public import OCIModel

extension JSONWriter {
    /// Writes a path: as text, and as base64 too when its bytes are no text.
    public mutating func path(_ key: String, _ path: ByteString) {
        member(key, path.escaped)
        if !path.isText { member("\(key)Base64", Base64.encode(path.bytes)) }
    }

    /// Writes what a file is besides its name and type.
    public mutating func attributes(of entry: FileEntry, target: ByteString) {
        member("mode", ModeText.octal(entry.mode))
        member("uid", entry.userID)
        member("gid", entry.groupID)
        member("size", entry.size)
        member("digest", entry.hash?.digest.rawValue)
        member("target", target.isEmpty ? nil : target.escaped)
    }
}
