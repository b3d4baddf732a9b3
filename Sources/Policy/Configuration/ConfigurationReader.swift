// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Takes values out of a configuration file, collecting what is wrong instead of stopping at it.
struct ConfigurationReader {
    /// The file as the caller named it.
    let file: String
    /// What was wrong so far.
    private(set) var errors: [ConfigurationError] = []

    init(file: String) {
        self.file = file
    }

    mutating func fail(_ node: YAMLNode, _ message: String) {
        errors.append(ConfigurationError(file: file, place: node.place, message: message))
    }

    mutating func fail(at place: Place?, _ message: String) {
        errors.append(ConfigurationError(file: file, place: place, message: message))
    }

    /// A path of the file, relative to the directory the file lies in.
    func resolve(_ path: String) -> String {
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return file[...slash] + (path.hasPrefix("./") ? String(path.dropFirst(2)) : path)
    }
}

// MARK: Shapes

extension ConfigurationReader {
    /// The entries of a mapping by key.
    ///
    /// Keys that are not `known` are errors.
    mutating func fields(of node: YAMLNode, in what: String, known: [String]) -> [String: YAMLNode]? {
        guard case .mapping(let pairs) = node.content else {
            fail(
                node,
                node.isNull ? "\(what) says nothing" : "\(what) must be a mapping of keys to values (key: value)"
            )
            return nil
        }
        var fields: [String: YAMLNode] = [:]
        for (key, value) in pairs {
            guard let name = key.text else {
                fail(key, "a key must be a text")
                continue
            }
            if !known.contains(name) {
                let suggestion = Spelling.suggestion(for: name, among: known)
                fail(key, "unknown key \(Shown(name)) in \(what)\(suggestion)")
            } else if fields.updateValue(value, forKey: name) != nil {
                fail(key, "\"\(name)\" appears twice in \(what)")
            }
        }
        return fields
    }

    /// The elements of a list that is not empty.
    mutating func list(_ node: YAMLNode?, _ key: String, example: String) -> [YAMLNode]? {
        guard let node else { return nil }
        guard case .list(let elements) = node.content else {
            fail(node, node.isNull ? "\"\(key)\" has no value" : "\"\(key)\" must be a list, such as \(example)")
            return nil
        }
        guard !elements.isEmpty else {
            fail(node, "\"\(key)\" is an empty list; remove it or write \(example)")
            return nil
        }
        return elements
    }
}

// MARK: Values

extension ConfigurationReader {
    mutating func text(_ node: YAMLNode?, _ key: String) -> String? {
        guard let node else { return nil }
        guard let text = node.text, !text.isEmpty else {
            fail(node, node.isNull || node.text != nil ? "\"\(key)\" has no value" : "\"\(key)\" must be a text")
            return nil
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) else {
            fail(node, "\"\(key)\" must be one line without control characters")
            return nil
        }
        return text
    }

    /// A path, made relative to the directory of the file.
    mutating func path(_ node: YAMLNode?, _ key: String) -> String? {
        guard let node, let text = text(node, key) else { return nil }
        guard !text.hasPrefix("~") else {
            fail(node, "\"\(key)\": ~ is not replaced by a home directory here; write the path out")
            return nil
        }
        return resolve(text)
    }

    mutating func flag(_ node: YAMLNode?, _ key: String) -> Bool? {
        guard let node else { return nil }
        switch node.content {
        case .plain("true"): return true
        case .plain("false"): return false
        default:
            fail(node, "\"\(key)\" must be true or false")
            return nil
        }
    }

    mutating func count(_ node: YAMLNode?, _ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let node else { return nil }
        guard case .plain(let text) = node.content, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(text), range.contains(number)
        else {
            fail(node, "\"\(key)\" must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    mutating func duration(_ node: YAMLNode?, _ key: String) -> Duration? {
        guard let node, let text = text(node, key) else { return nil }
        do throws(DurationError) {
            return try DurationText.parse(text)
        } catch {
            fail(node, "\"\(key)\" \(error)")
            return nil
        }
    }

    mutating func choice<Value>(_ node: YAMLNode?, _ key: String, of _: Value.Type = Value.self) -> Value?
    where Value: RawRepresentable<String> & CaseIterable {
        guard let node else { return nil }
        let known = Value.allCases.map(\.rawValue)
        guard let text = text(node, key) else { return nil }
        guard let value = Value(rawValue: text) else {
            let suggestion = Spelling.suggestion(for: text, among: known)
            fail(node, "\"\(key)\" must be \(Self.enumeration(known)), not \(Shown(text))\(suggestion)")
            return nil
        }
        return value
    }

    mutating func choices<Value>(_ node: YAMLNode?, _ key: String, example: String) -> Set<Value>?
    where Value: RawRepresentable<String> & CaseIterable & Hashable {
        guard let elements = list(node, key, example: example) else { return nil }
        return Set(elements.compactMap { choice($0, key) })
    }

    mutating func globs(_ node: YAMLNode?, _ key: String, over subject: Glob.Subject, example: String) -> [Glob] {
        var globs: [Glob] = []
        for element in list(node, key, example: example) ?? [] {
            guard let text = text(element, key) else { continue }
            do throws(GlobError) {
                globs.append(try Glob(text, over: subject))
            } catch {
                fail(element, "\(Shown(text)) is not a pattern for \"\(key)\": \(error)")
            }
        }
        return globs
    }

    private static func enumeration(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }
}
