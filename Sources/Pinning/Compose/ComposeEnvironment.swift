// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The variables that a compose file sees, from the files that are named for it.
///
/// The variables of the process are left out on purpose: what a file means must not depend on who reads it. Where compose
/// would refuse one of the files, ``failure`` says so and no variable is known.
final class ComposeEnvironment {
    /// The most bytes that all values together may have.
    static let maximumSize = 4 << 20
    /// The longest value; no reference comes near.
    static let maximumValueSize = 1 << 16

    /// Why the variables are not known.
    let failure: String?
    private let variables: [String: EnvironmentVariable]
    private let parent: ComposeEnvironment?

    /// Creates the variables that files define.
    ///
    /// - Parameters:
    ///   - files: The files; of a variable that several define, the last counts.
    ///   - parent: The variables of the file that includes this one; they come first.
    init(files: [SourceText], parent: ComposeEnvironment?) {
        self.parent = parent
        var failure = parent?.failure
        var variables: [String: EnvironmentVariable] = [:]
        var size = 0
        for file in files where failure == nil {
            do throws(PinningError) {
                for assignment in try EnvironmentFile(file).assignments {
                    let variable = try EnvironmentVariable(assignment, in: file) { name in
                        parent?[name] ?? variables[name]
                    }
                    size += variable.value.count
                    guard size <= Self.maximumSize else {
                        throw PinningError(.tooLarge, "the values together have more than \(Self.maximumSize) bytes")
                    }
                    variables[variable.name] = variable
                }
            } catch {
                failure = "\(file.path) cannot be read: \(error.message)"
            }
        }
        self.failure = failure
        self.variables = failure == nil ? variables : [:]
    }

    /// The variable of a name; nil when no file defines it.
    subscript(name: String) -> EnvironmentVariable? { parent?[name] ?? variables[name] }

    /// Every variable, with those of the including files.
    var all: [EnvironmentVariable] { (parent?.all ?? []) + variables.values }
}
