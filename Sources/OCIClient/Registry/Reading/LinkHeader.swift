// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The `Link` headers that lead from one page of a list to the next (RFC 8288).
enum LinkHeader {
    /// The address of the next page as it is written; nil when this was the last.
    static func next(in headers: [String]) -> String? {
        for header in headers where header.utf8.count <= RequestURL.maximumLength {
            var rest = header[...]
            while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
                let target = rest[rest.index(after: start)..<end]
                rest = rest[rest.index(after: end)...]
                // Parameters end where the next link begins; a comma inside quotes is no case that registries write.
                let parameters = rest.prefix { $0 != "<" }
                if isNext(parameters) { return String(target) }
                rest = rest[parameters.endIndex...]
            }
        }
        return nil
    }

    private static func isNext(_ parameters: Substring) -> Bool {
        parameters.split { $0 == ";" || $0 == "," }
            .contains { parameter in
                let text = parameter.filter { $0 != " " && $0 != "\"" }.lowercased()
                return text == "rel=next"
            }
    }
}
