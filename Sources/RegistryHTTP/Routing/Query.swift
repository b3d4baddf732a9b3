// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The parameters of a request's query, or of a form, decoded, in order.
struct Query {
    private let parameters: [(name: String, value: String)]

    /// More than these are ignored: no request of the API has as many.
    private static let maximum = 200

    /// Reads a query; a parameter that does not decode is dropped.
    init(_ text: String) {
        self.parameters = text.utf8.split(separator: UInt8(ascii: "&")).prefix(Self.maximum).compactMap { pair in
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = halves.first.flatMap(Self.decode) else { return nil }
            guard halves.count == 2 else { return (name, "") }
            return Self.decode(halves[1]).map { (name, $0) }
        }
    }

    /// The first value of a parameter.
    subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// All values of a parameter.
    func all(_ name: String) -> [String] { parameters.filter { $0.name == name }.map(\.value) }

    private static func decode(_ bytes: some Collection<UInt8>) -> String? {
        PercentEncoding.decode(bytes.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 })
    }
}
