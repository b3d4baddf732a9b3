// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// Reads the members of an object one by one and remembers the first that is not what it should be.
struct LogEntryFields {
    private let json: JSONValue
    private(set) var fault: String?

    init(_ json: JSONValue) {
        self.json = json
    }

    mutating func text(_ name: String) -> String? {
        value(name) { $0 }
    }

    mutating func digest(_ name: String) -> Digest? {
        value(name) { try? Digest($0) }
    }

    /// The value of a member that is text; nil when it is absent, or is a fault.
    mutating func value<Value>(_ name: String, _ read: (String) -> Value?) -> Value? {
        guard let member = json[name] else { return nil }
        guard let text = member.string, let value = read(text) else {
            fail(name)
            return nil
        }
        return value
    }

    mutating func integer(_ name: String) -> Int64? {
        guard let member = json[name] else { return nil }
        guard case .integer(let number) = member else {
            fail(name)
            return nil
        }
        return number
    }

    mutating func list<Value>(_ name: String, _ read: (String) -> Value?) -> [Value] {
        guard let member = json[name] else { return [] }
        let values = member.array?.compactMap { $0.string.flatMap(read) }
        guard let values, values.count == member.array?.count else {
            fail(name)
            return []
        }
        return values
    }

    private mutating func fail(_ name: String) {
        fault = fault ?? "its \"\(name)\" is not what it should be"
    }
}
