// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// An object of a lock's document, with its name for errors.
struct LockMember {
    private let members: [String: JSONValue]
    private let name: String
    private let path: String

    init(value: JSONValue, name: String, path: String) throws(PinningError) {
        guard let members = value.object else {
            throw PinningError(.configuration, "\(name) must be a JSON object", path: path)
        }
        self.members = members
        self.name = name
        self.path = path
    }

    /// Tells whether a member that may be missing is there; null stands for missing.
    func has(_ key: String) -> Bool {
        switch members[key] {
        case nil, .null?: false
        default: true
        }
    }

    func text(_ key: String) throws(PinningError) -> String {
        guard let text = members[key]?.string else { throw failure(key, "it must be text") }
        return text
    }

    func number(_ key: String) throws(PinningError) -> Int64 {
        guard case .integer(let number)? = members[key], number >= 0 else {
            throw failure(key, "it must be a whole number, not negative")
        }
        return number
    }

    func member(_ key: String) throws(PinningError) -> LockMember {
        try LockMember(value: members[key] ?? .null, name: "\(name).\(key)", path: path)
    }

    func elements(_ key: String) throws(PinningError) -> [LockMember] {
        guard let array = members[key]?.array else { throw failure(key, "it must be a list") }
        guard array.count <= LockFile.maximumEntries else {
            throw PinningError(.tooLarge, "\(key) has more than \(LockFile.maximumEntries) elements", path: path)
        }
        var result: [LockMember] = []
        result.reserveCapacity(array.count)
        for (index, element) in array.enumerated() {
            result.append(try LockMember(value: element, name: "\(key)[\(index)]", path: path))
        }
        return result
    }

    func texts(_ key: String) throws(PinningError) -> [String] {
        guard let array = members[key]?.array else { throw failure(key, "it must be a list") }
        let texts = array.compactMap(\.string)
        guard texts.count == array.count else { throw failure(key, "it must be a list of texts") }
        return texts
    }

    func reference(_ key: String) throws(PinningError) -> Reference {
        let text = try text(key)
        do throws(ReferenceError) {
            return try Reference(text)
        } catch {
            throw failure(key, error.description)
        }
    }

    func digest(_ key: String) throws(PinningError) -> Digest {
        let text = try text(key)
        do throws(DigestError) {
            return try Digest(text)
        } catch {
            throw failure(key, error.description)
        }
    }

    func platform(_ key: String) throws(PinningError) -> Platform {
        guard let platform = Platform(try text(key)) else {
            throw failure(key, "a platform is os/architecture[/variant]")
        }
        return platform
    }

    func time(_ key: String) throws(PinningError) -> Timestamp {
        guard let time = Timestamp(try text(key)) else {
            throw failure(key, "it must be a time such as 2026-01-31T00:00:00Z")
        }
        return time
    }

    func failure(_ key: String, _ reason: String) -> PinningError {
        PinningError(
            .configuration,
            "\(name).\(key) is not valid: \(reason)",
            path: path,
            advice: "Take the file from version control, or remove it and write it anew with holdfast lock."
        )
    }
}
