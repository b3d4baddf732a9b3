// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Tells whether text is well-formed XML, as far as drawings use it: elements, attributes, text and five entities.
enum XMLCheck {
    static func problem(in text: String) -> String? {
        var open: [String] = []
        var rest = Substring(text)
        while let start = rest.firstIndex(of: "<") {
            if let problem = problem(inText: rest[..<start]) { return problem }
            guard let end = rest[start...].firstIndex(of: ">") else { return "a tag without an end" }
            var tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("/") {
                guard open.popLast() == String(tag.dropFirst()) else { return "</\(tag.dropFirst())> closes nothing" }
                continue
            }
            let isEmpty = tag.hasSuffix("/")
            if isEmpty { tag.removeLast() }
            let name = String(tag.prefix { $0 != " " })
            if let problem = problem(inAttributes: tag.dropFirst(name.count)) { return problem }
            if !isEmpty { open.append(name) }
        }
        if !open.isEmpty { return "\(open) are open" }
        return rest.allSatisfy(\.isWhitespace) ? nil : "text after the end"
    }

    private static func problem(inAttributes text: Substring) -> String? {
        var rest = text
        while !rest.allSatisfy(\.isWhitespace) {
            let parts = rest.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0].hasPrefix(" "), parts[0].hasSuffix("=") else {
                return "attributes: \(rest)"
            }
            if parts[1].contains("<") { return "an attribute holds a tag" }
            if let problem = problem(inText: parts[1]) { return problem }
            rest = parts[2]
        }
        return nil
    }

    private static func problem(inText text: Substring) -> String? {
        if text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" }) { return "a control character" }
        for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
            guard ["amp;", "lt;", "gt;", "quot;", "#39;"].contains(where: part.hasPrefix) else { return "&\(part)" }
        }
        return nil
    }
}
