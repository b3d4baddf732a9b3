// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Work on many things, several at a time.
enum BoundedTasks {
    /// Gives the results in the order of the elements; the first error ends the rest.
    static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element],
        width: Int,
        _ body: @escaping @Sendable (Element) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var results = [Result?](repeating: nil, count: elements.count)
            for (number, element) in elements.enumerated() {
                if number >= max(1, width), let (place, result) = try await group.next() { results[place] = result }
                group.addTask { (number, try await body(element)) }
            }
            for try await (place, result) in group { results[place] = result }
            return results.compactMap(\.self)
        }
    }
}
