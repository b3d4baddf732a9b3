// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ComposeTemplate {
    /// The one place that everything in a template comes from.
    enum Whole {
        /// A stretch of the text, perhaps in the default of a variable.
        case text(Range<Int>)
        /// The value of a variable.
        case variable(EnvironmentVariable)
    }

    /// Finds the one place that everything comes from.
    ///
    /// - Parameter lookup: The variables.
    /// - Returns: The place; nil when the text is put together from several, or has no value.
    func whole(_ lookup: (String) -> EnvironmentVariable?) -> Whole? {
        guard parts.count == 1 else { return nil }
        switch parts[0] {
        case .text(let range): return .text(range)
        case .dollar: return nil
        case .variable(let variable):
            let found = lookup(variable.name)
            switch variable.rule {
            case .value: return found.map { .variable($0) }
            case .required(let emptiness): return found?.counting(emptiness).map { .variable($0) }
            case .otherwise(let emptiness):
                return found?.counting(emptiness).map { .variable($0) } ?? variable.word.whole(lookup)
            case .instead(let emptiness):
                return found?.counting(emptiness) == nil ? nil : variable.word.whole(lookup)
            }
        }
    }

    /// The variables whose values would be all of the text, if they had one: `A` and `B` in `${A:-${B}}`.
    var wholeNames: Set<String> {
        guard parts.count == 1, case .variable(let variable) = parts[0] else { return [] }
        return switch variable.rule {
        case .value, .required: [variable.name]
        case .otherwise: variable.word.wholeNames.union([variable.name])
        case .instead: variable.word.wholeNames
        }
    }
}

extension EnvironmentVariable {
    fileprivate func counting(_ emptiness: ComposeTemplate.Emptiness) -> EnvironmentVariable? {
        value.counting(emptiness) == nil ? nil : self
    }
}
