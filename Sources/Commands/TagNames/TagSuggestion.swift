// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A tag put together from a version, a time, a build and a commit.
///
/// `1.4.2-20261120.153000.b000317.g1a2b3c4`: the parts have a fixed width, so that the tags of one version sort by time and
/// then by build when they are sorted as bytes.
struct TagSuggestion {
    /// The version of sources that have none.
    static let versionOfNone = "0.0.0"

    private static let hashDigits = 7
    private static let buildDigits = 6

    /// The tag; it follows the grammar of tags.
    let tag: String
    let version: String
    let time: Timestamp
    let build: UInt64?
    let commit: GitCommit?
    let isDirty: Bool
    /// What had to be changed or decided, for people.
    var remarks: [String] = []

    init(version: String, time: Timestamp, build: UInt64?, commit: GitCommit?, isDirty: Bool = false) {
        self.version = version
        self.time = time
        self.build = build
        self.commit = commit
        self.isDirty = isDirty
        var parts = [Self.text(of: time)]
        if let build { parts.append("b\(Self.padded(String(build), Self.buildDigits))") }
        if let commit { parts.append("g\(commit.hash.prefix(Self.hashDigits))") }
        if isDirty { parts.append("dirty") }
        let rest = "-" + parts.joined(separator: ".")
        let name = Self.spelled(version, room: Tag.maximumLength - rest.utf8.count)
        self.tag = name + rest
        if name != version {
            remarks.append("the version \"\(version)\" does not fit into a tag as it is; it became \"\(name)\"")
        }
        if isDirty {
            remarks.append("the tree has changes that are in no commit: the tag has the time now, and .dirty")
        }
    }

    /// The document `holdfast.tag-suggest/1`.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.tag-suggest/1")
            json.member("tag", tag)
            json.member("version", version)
            json.member("commit", commit?.hash)
            json.member("time", time.rfc3339)
            json.member("build", build.map { Int64(clamping: $0) })
            json.member("dirty", isDirty)
        }
        return json.bytes
    }

    /// A version in the letters of tags: the plus of semantic versions is written `_` as Helm does, all else `-`.
    private static func spelled(_ version: String, room: Int) -> String {
        var bytes = version.utf8.map { byte in
            if isLetter(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") { return byte }
            return byte == UInt8(ascii: "+") ? UInt8(ascii: "_") : UInt8(ascii: "-")
        }
        if let first = bytes.first, !isLetter(first) { bytes[0] = UInt8(ascii: "_") }
        return String(decoding: bytes.prefix(room), as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x30...0x39,
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// A moment as `20261120.153000`.
    private static func text(of time: Timestamp) -> String {
        let digits = time.rfc3339.filter(\.isNumber)
        return "\(digits.prefix(8)).\(digits.dropFirst(8).prefix(6))"
    }

    private static func padded(_ digits: String, _ width: Int) -> String {
        String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
