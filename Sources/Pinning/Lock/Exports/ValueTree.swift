// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Nested values in the order they were set, to be written as YAML.
struct ValueTree {
    private var value = ""
    private var children: [(key: String, tree: ValueTree)] = []
    private var places: [String: Int] = [:]

    /// Tells whether nothing was set.
    var isEmpty: Bool { children.isEmpty }

    /// The values as a block of YAML.
    var text: String {
        var result = ""
        write(to: &result, indentation: "")
        return result
    }

    /// Sets the text at the end of a path of keys.
    mutating func set(_ text: String, at path: ArraySlice<String>) {
        guard let key = path.first else {
            value = text
            return
        }
        if let place = places[key] {
            children[place].tree.set(text, at: path.dropFirst())
        } else {
            places[key] = children.count
            var tree = ValueTree()
            tree.set(text, at: path.dropFirst())
            children.append((key, tree))
        }
    }

    private func write(to result: inout String, indentation: String) {
        for (key, tree) in children {
            result += "\(indentation)\(YAMLText.key(key)):"
            if tree.isEmpty {
                result += " \(YAMLText.quoted(tree.value))\n"
            } else {
                result += "\n"
                tree.write(to: &result, indentation: indentation + "  ")
            }
        }
    }
}
