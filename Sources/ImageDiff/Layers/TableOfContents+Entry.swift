// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import OCIModel

extension TableOfContents {
    /// What the table says about a member.
    struct Entry {
        let name: String
        let type: String
        let size: Int64
        private let mode: Int64
        private let userID: Int64
        private let groupID: Int64
        private let linkName: String
        private let deviceMajor: Int64
        private let deviceMinor: Int64
        private let digest: String?
        let chunkOffset: Int64
        let chunkSize: Int64
        let chunkDigest: String?
        /// The attributes, in base64.
        private let attributes: [ByteString: String]

        /// Reads an entry; nil if a field is missing or of another type.
        init?(_ value: JSONValue) {
            guard let name = value["name"]?.string, let type = value["type"]?.string,
                let size = value.number("size"), let mode = value.number("mode"),
                let userID = value.number("uid"), let groupID = value.number("gid"),
                let linkName = value.text("linkName"),
                let deviceMajor = value.number("devMajor"), let deviceMinor = value.number("devMinor"),
                let digest = value.text("digest"),
                let chunkOffset = value.number("chunkOffset"),
                let chunkSize = value.number("chunkSize"), let chunkDigest = value.text("chunkDigest"),
                let attributes = Self.attributes(value["xattrs"])
            else { return nil }
            self.name = name
            self.type = type
            self.size = size
            self.mode = mode
            self.userID = userID
            self.groupID = groupID
            self.linkName = linkName
            self.deviceMajor = deviceMajor
            self.deviceMinor = deviceMinor
            self.digest = digest.isEmpty ? nil : digest
            self.chunkOffset = chunkOffset
            self.chunkSize = chunkSize
            self.chunkDigest = chunkDigest.isEmpty ? nil : chunkDigest
            self.attributes = attributes
        }

        private static func attributes(_ value: JSONValue?) -> [ByteString: String]? {
            guard let value, value != .null else { return [:] }
            guard let members = value.object else { return nil }
            var result: [ByteString: String] = [:]
            for (key, value) in members {
                guard let text = value == .null ? "" : value.string else { return nil }
                result[ByteString(key.utf8)] = text
            }
            return result
        }
    }
}

// MARK: - Keys

extension TableOfContents.Entry {
    /// The keys of an entry.
    static let keys: Set<String> = [
        "name", "type", "size", "modtime", "linkName", "mode", "uid", "gid", "userName", "groupName", "offset",
        "devMajor", "devMinor", "NumLink", "xattrs", "digest", "chunkOffset", "chunkSize", "chunkDigest", "innerOffset",
    ]

    /// Tells whether an object has a known key in another spelling, by letter case as Go sees it.
    static func hasOtherSpelling(of known: Set<String>, in value: JSONValue) -> Bool {
        guard let object = value.object else { return false }
        return object.keys.contains { key in
            guard !known.contains(key) else { return false }
            let folded = folded(key)
            return known.contains { Self.folded($0) == folded }
        }
    }

    private static func folded(_ key: String) -> String {
        var result = ""
        for scalar in key.unicodeScalars {
            switch scalar {
            // The two letters outside ASCII that Go takes for ones inside.
            case "\u{17f}": result += "s"
            case "\u{212a}": result += "k"
            default: result += scalar.properties.lowercaseMapping
            }
        }
        return result
    }
}

// MARK: - Comparison

extension TableOfContents.Entry {
    /// Where the entry says something else than the archive, in words for what a node sees that trusts it.
    func differences(from members: LayerMembers, at position: Int) -> [String] {
        let record = members.records[position]
        guard Self.types(of: record.role).contains(type) else { return ["a file of type '\(type)'"] }
        if record.role == .hardLink {
            var target: [UInt8] = []
            // A target that cannot be read is another target.
            let isName = (try? CanonicalName(appending: Array(linkName.utf8), to: &target)) != nil
            return isName && ByteString(target) == members.target(record) ? [] : ["a link to '\(linkName)'"]
        }
        var found: [String] = []
        if mode & 0o7777 != Int64(record.mode) { found.append("mode \(String(mode & 0o7777, radix: 8))") }
        if userID != record.userID || groupID != record.groupID { found.append("owner \(userID):\(groupID)") }
        guard let file = members.entry(at: position) else { return found }
        if file.kind == .symlink, ByteString(linkName.utf8) != file.target {
            found.append("a link to '\(linkName)'")
        }
        if file.kind == .char || file.kind == .block,
            deviceMajor != Int64(file.deviceMajor) || deviceMinor != Int64(file.deviceMinor)
        {
            found.append("device \(deviceMajor):\(deviceMinor)")
        }
        if attributes != file.extendedAttributes.mapValues(Base64.encode) {
            found.append("other extended attributes")
        }
        return found + contentDifferences(from: file)
    }

    private func contentDifferences(from file: FileEntry) -> [String] {
        guard let hash = file.hash else { return [] }
        if size != file.size { return ["\(size) bytes"] }
        let expected = hash.digest.rawValue
        // A file of one piece has one more digest, and it is that one which a node checks.
        let isWhole = chunkSize == 0 || chunkSize == size
        let isOther =
            digest.map { $0 != expected } ?? false || (isWhole ? chunkDigest : nil).map { $0 != expected } ?? false
        return isOther ? [Self.otherContent] : []
    }

    static let otherContent = "other content"

    private static func types(of role: MemberRecord.Role) -> [String] {
        switch role {
        case .file: ["reg"]
        case .directory: ["dir"]
        case .symlink: ["symlink"]
        case .hardLink: ["hardlink"]
        case .char: ["char"]
        case .block: ["block"]
        case .fifo: ["fifo"]
        // Markers act by their name.
        case .whiteout, .opaque, .stray: ["reg", "dir", "symlink", "hardlink", "char", "block", "fifo"]
        }
    }
}

extension JSONValue {
    /// A whole number, 0 if it is left out; nil for something else.
    fileprivate func number(_ key: String) -> Int64? {
        guard let value = self[key], value != .null else { return 0 }
        guard case .integer(let number) = value else { return nil }
        return number
    }

    /// A text, empty if it is left out; nil for something else.
    fileprivate func text(_ key: String) -> String? {
        guard let value = self[key], value != .null else { return "" }
        return value.string
    }
}
