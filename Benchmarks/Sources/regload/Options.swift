// SPDX-License-Identifier: Apache-2.0

/// The arguments after the subcommand: `--name value` pairs and exactly one URL.
struct Options {
    /// The URL the load goes to.
    let endpoint: Endpoint

    private let values: [String: String]

    init(_ arguments: ArraySlice<String>, allowed: Set<String>) throws(LoadError) {
        var values: [String: String] = [:]
        var urls: [String] = []
        var rest = arguments
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else {
                urls.append(argument)
                continue
            }
            guard allowed.contains(argument) else { throw LoadError("unknown option \(argument)") }
            guard let value = rest.popFirst() else { throw LoadError("\(argument) needs a value") }
            values[argument] = value
        }
        guard let url = urls.first, urls.count == 1 else { throw LoadError("expected exactly one URL") }
        self.endpoint = try Endpoint(url)
        self.values = values
    }

    /// The text of an optional option.
    func optional(_ name: String) -> String? {
        values[name]
    }

    /// The text of an option that must be there.
    func required(_ name: String) throws(LoadError) -> String {
        guard let value = values[name] else { throw LoadError("\(name) is missing") }
        return value
    }

    /// A number above zero, or `fallback` when the option is not given.
    func count(_ name: String, default fallback: Int) throws(LoadError) -> Int {
        guard let text = values[name] else { return fallback }
        guard let value = Int(text), value > 0 else { throw LoadError("\(name): '\(text)' is not a number above zero") }
        return value
    }
}
